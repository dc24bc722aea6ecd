package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.CertificateFile;
import dev.sevsim.owner.CertificateFile.Certificate;
import dev.sevsim.owner.ChainFiles;
import dev.sevsim.owner.ChainLink;
import dev.sevsim.owner.ChainVerdict;
import dev.sevsim.owner.ChainVerifier;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.PlatformChain;
import dev.sevsim.owner.ReceivedCaCertificate;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.owner.service.ChipIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code owner verify}: every link of a platform's chain. */
@Command(name = "verify", description = "Verifies a platform's certificate chain, link by link.")
@JsonVerb.Report("owner-verify")
final class OwnerVerifyCommand extends JsonVerb {
    private static final Bytes LINE_FEED = Bytes.ofAscii("\n");

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "FILE",
            description = "PDH, PEK, OCA, CEK and, unless --ca is given, ASK and ARK, in one file, raw or as text;"
                    + " or a directory with sev-tool's file names.")
    private Path chain;

    @Option(names = "--pdh", description = "PDH, for a --chain that starts with the PEK as QMP and libvirt give it.")
    private @Nullable Path pdh;

    @Option(
            names = "--cek",
            description = "CEK as AMD's key server signed it, for a chain with the firmware's unsigned one.")
    private @Nullable Path cek;

    @Option(names = "--ca", description = "ASK and ARK.")
    private @Nullable Path ca;

    @Option(
            names = "--root",
            description = "Trust this ARK (default: the ARK of the chain itself, which the answer names).")
    private @Nullable Path root;

    @Override
    public Integer call() {
        PlatformChain platform = parse();
        nameUnread(platform);
        if (ca != null) {
            platform = platform.withCa(readCa(ca));
        }
        if (cek != null) {
            platform =
                    platform.withSignedCek(OwnerFiles.readBinary(cek, "signed CEK certificate", SevCertificate.SIZE));
        }
        ChainVerdict verdict;
        try (Workers workers = Workers.pooled()) {
            verdict = new ChainVerifier(roots(platform), workers).verify(platform);
        }
        if (json()) {
            console.json(toJson(verdict, ChipIdentity.of(platform)));
        } else {
            show(verdict);
        }
        if (!verdict.isTrusted()) {
            verdict.firstFailure()
                    .ifPresent(link -> console.error(
                            "chain refused: " + link.subject() + " " + relation(link) + ": " + link.reason()));
            return Main.REFUSED;
        }
        return Main.OK;
    }

    private PlatformChain parse() {
        try {
            return pdh == null ? ChainFiles.read(chain) : ChainFiles.read(pdh, chain);
        } catch (OwnerInputException e) {
            String name = "certificate chain " + chain + ": ";
            boolean named = e.getMessage().startsWith(name) || e.getMessage().startsWith("PDH certificate " + pdh);
            throw new InputException(named ? e.getMessage() : name + e.getMessage(), e);
        }
    }

    /** Names bytes after the last certificate of a file that can be read once more. */
    private void nameUnread(PlatformChain platform) {
        if (!Files.isRegularFile(chain)) {
            return;
        }
        Bytes rest = ChainFiles.unread(chain, platform, pdh == null);
        if (!rest.isEmpty() && !rest.equals(LINE_FEED)) {
            console.error(chain + ": did not read " + rest.length() + " bytes after the last certificate");
        }
    }

    private static Bytes readCa(Path file) {
        Bytes content = ChainFiles.readCa(file);
        List<Certificate> certificates = CertificateFile.parse(content).certificates();
        if (!certificates.isEmpty() && certificates.get(0).role() == KeyUsage.ARK) {
            throw new InputException("CA chain " + file + ": the ASK is missing, give ASK and ARK in this order");
        }
        return content;
    }

    private TrustedRoots roots(PlatformChain platform) {
        if (root != null) {
            return TrustedRoots.ofCertificates(ChainFiles.readRoot(root));
        }
        ReceivedCaCertificate own = platform.ark()
                .orElseThrow(() -> new InputException(
                        "chain " + chain + " ends at the CEK, give the file with ASK and ARK as --ca"));
        return own.isUnsigned() ? TrustedRoots.none() : TrustedRoots.ofCertificates(own.raw());
    }

    private void show(ChainVerdict verdict) {
        for (ChainLink link : verdict.links()) {
            if (root == null && link.signer().equals(ChainLink.TRUSTED_ROOTS)) {
                continue;
            }
            console.line(String.format(
                    Locale.ROOT,
                    "  %-4s %-18s  %-20s  %s",
                    link.subject(),
                    relation(link),
                    link.algorithm(),
                    link.result() == ChainLink.Result.HOLDS ? "holds" : "FAILS: " + link.reason()));
        }
        verdict.root()
                .ifPresent(r -> console.line("  ARK  is a " + r.describe()
                        + (root == null ? ", not compared to one of yours: give --root FILE for that" : "")));
        if (verdict.isTrusted()) {
            console.line("chain verified");
        }
    }

    private static String relation(ChainLink link) {
        if (link.signer().equals(ChainLink.TRUSTED_ROOTS)) {
            return "compared to yours";
        }
        return link.signer().equals(link.subject()) ? "signed by itself" : "signed by " + link.signer();
    }

    private static String toJson(ChainVerdict verdict, ChipIdentity chip) {
        return JsonText.object(g -> {
            g.writeBooleanProperty("verified", verdict.isTrusted());
            g.writeStringProperty("chip", chip.toString());
            verdict.root().ifPresent(r -> {
                g.writeStringProperty("rootKeyId", r.keyId().toHex());
                g.writeStringProperty("rootKind", r.kind().name().toLowerCase(Locale.ROOT));
            });
            JsonText.objects(g, "links", verdict.links(), link -> {
                g.writeStringProperty("subject", link.subject());
                g.writeStringProperty("signer", link.signer());
                g.writeStringProperty("algorithm", link.algorithm());
                g.writeStringProperty("result", link.result().name().toLowerCase(Locale.ROOT));
                g.writeStringProperty("reason", link.reason());
            });
        });
    }
}
