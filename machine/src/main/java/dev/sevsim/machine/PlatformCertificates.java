package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A platform's certificates as the real tools keep them: the CEK signed, as AMD's key server gives it out.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 2.3.
 *
 * @param pdh 2084 bytes
 * @param pek 2084 bytes
 * @param oca 2084 bytes
 * @param cek 2084 bytes, signed by the ASK
 * @param ask 1600 bytes
 * @param ark 1600 bytes
 */
public record PlatformCertificates(Bytes pdh, Bytes pek, Bytes oca, Bytes cek, Bytes ask, Bytes ark) {
    /** PDH, PEK, OCA, CEK. */
    public Bytes sevChain() {
        return Bytes.concat(pdh, pek, oca, cek);
    }

    /** PDH, PEK, OCA, CEK, ASK, ARK. */
    public Bytes fullChain() {
        return Bytes.concat(sevChain(), ask, ark);
    }

    /** Writes every certificate and both chains; answers what was written. */
    public Map<String, Integer> writeTo(Path directory) {
        Map<String, Bytes> files = new LinkedHashMap<>();
        files.put("pdh.cert", pdh);
        files.put("pek.cert", pek);
        files.put("oca.cert", oca);
        files.put("cek.cert", cek);
        files.put("ask.cert", ask);
        files.put("ark.cert", ark);
        files.put("sev.chain", sevChain());
        files.put("full.chain", fullChain());
        OutputFile.makeDirectory("output directory", directory);
        Map<String, Integer> sizes = new LinkedHashMap<>();
        files.forEach((name, content) -> {
            OutputFile.write("certificate", directory.resolve(name), content);
            sizes.put(name, content.length());
        });
        return sizes;
    }
}
