package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.PlatformSession;
import dev.sevsim.owner.PlatformChain;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code platform export}. */
@Command(name = "export", description = "Writes the platform's certificates and chains as the real tools read them.")
@JsonVerb.Report("files")
final class PlatformExportCommand extends PlatformVerb {
    @Mixin
    private OutDirectory out = new OutDirectory();

    @Override
    void run(PlatformSession platform) {
        out.export("certificate", files(platform.certificates()), this);
    }

    /**
     * Every certificate and both chains, by the file names of the real tools: docs/reference/guest-owner-tools.md
     * section 2.3.
     */
    private static Map<String, Bytes> files(PlatformChain chain) {
        Map<String, Bytes> files = new LinkedHashMap<>();
        files.put("pdh.cert", chain.pdh().raw());
        files.put("pek.cert", chain.pek().raw());
        files.put("oca.cert", chain.oca().raw());
        files.put("cek.cert", chain.cek().raw());
        chain.ask().ifPresent(ask -> files.put("ask.cert", ask.raw()));
        chain.ark().ifPresent(ark -> files.put("ark.cert", ark.raw()));
        files.put("sev.chain", chain.sevChain());
        files.put("full.chain", chain.fullChain());
        return files;
    }
}
