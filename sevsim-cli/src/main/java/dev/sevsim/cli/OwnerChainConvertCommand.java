package dev.sevsim.cli;

import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.owner.CertificateFile;
import dev.sevsim.owner.CertificateFile.Certificate;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code owner chain convert}. */
@Command(name = "convert", description = "Writes a chain in the form that another tool reads.")
@JsonVerb.Report("chain")
final class OwnerChainConvertCommand extends JsonVerb {
    @Parameters(paramLabel = "FILE", description = "A chain, raw or as text.")
    private Path file;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            completionCandidates = Choices.ChainForms.class,
            description =
                    "What to write: full is PDH, PEK, OCA, CEK, ASK and ARK, as sevctl export --full writes them; sev the first four;"
                            + " qmp PEK, OCA and CEK, as QMP and libvirt give them; ca ASK and ARK"
                            + " (default: all certificates of the file).")
    private @Nullable String form;

    @Mixin
    private ChainOutput out = new ChainOutput();

    @Override
    public Integer call() {
        CertificateFile read = CertificateFile.read(file);
        OwnerChainJoinCommand.nameRest(console, file, read);
        List<Certificate> chain = CertificateFile.join(List.of(read));
        out.write(form == null ? chain : selected(chain, Choices.chainForm(form).roles()), this);
        return Main.OK;
    }

    private List<Certificate> selected(List<Certificate> chain, List<KeyUsage> roles) {
        List<KeyUsage> there = chain.stream().map(Certificate::role).toList();
        List<KeyUsage> missing =
                roles.stream().filter(role -> !there.contains(role)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(file + " has no " + CertificateFile.names(missing)
                    + "; add what is missing with: sevsim owner chain join");
        }
        return chain.stream()
                .filter(certificate -> roles.contains(certificate.role()))
                .toList();
    }
}
