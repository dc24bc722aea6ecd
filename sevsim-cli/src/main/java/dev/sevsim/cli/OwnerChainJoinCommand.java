package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.CertificateFile;
import dev.sevsim.owner.CertificateFile.Certificate;
import dev.sevsim.owner.CertificateFile.Form;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code owner chain join}. */
@Command(
        name = "join",
        description = "Puts the certificates of several files into the order of a chain: PDH, PEK, OCA, CEK, ASK, ARK.")
@JsonVerb.Report("chain")
final class OwnerChainJoinCommand extends JsonVerb {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Certificates in any order, raw or as text; a certificate that occurs twice is written once.")
    private List<Path> files;

    @Mixin
    private ChainOutput out = new ChainOutput();

    @Override
    public Integer call() {
        List<CertificateFile> read = new ArrayList<>();
        for (Path file : files) {
            CertificateFile one = CertificateFile.read(file);
            nameRest(console, file, one);
            read.add(one);
        }
        List<Certificate> chain = CertificateFile.join(read);
        List<KeyUsage> roles = chain.stream().map(Certificate::role).toList();
        if (Arrays.stream(Form.values()).noneMatch(form -> form.roles().equals(roles))) {
            throw new InputException(CertificateFile.names(roles) + " make no chain; expected one of: " + forms());
        }
        out.write(chain, this);
        return Main.OK;
    }

    private static String forms() {
        return Arrays.stream(Form.values())
                .map(form -> CertificateFile.names(form.roles()))
                .collect(Collectors.joining("; "));
    }

    /** Names bytes that are left out. */
    static void nameRest(Console console, Path file, CertificateFile read) {
        Bytes rest = read.rest();
        if (!rest.isEmpty()) {
            console.error(file + ": left out " + rest.length() + " bytes after the last certificate");
        }
    }
}
