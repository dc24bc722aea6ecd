package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Certificates as tools keep them: one file, raw or as base64, or sev-tool's directory.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.3, 4 and 9.
 */
public final class ChainFiles {
    private static final int LIMIT = 64 << 10;
    private static final int CHAIN_WITHOUT_PDH = 3 * SevCertificate.SIZE;

    private ChainFiles() {}

    /** A chain that starts with the PDH, from a file or from a directory with sev-tool's names. */
    public static PlatformChain read(Path place) {
        return Files.isDirectory(place)
                ? new SevToolFolder(place).readChain()
                : PlatformChain.parse(
                        StoredBinary.readCertificates(place, "certificate chain", LIMIT), "certificate chain " + place);
    }

    /** The PDH from one file; PEK, OCA and CEK from another, as firmware, QMP and libvirt give them. */
    public static PlatformChain read(Path pdh, Path chain) {
        Bytes rest = StoredBinary.readCertificates(chain, "certificate chain", LIMIT);
        if (CertificateFile.mayStart(rest, 0) && CertificateFile.parse(rest).startsWith(KeyUsage.PDH)) {
            throw new OwnerInputException(
                    "certificate chain " + chain,
                    "a chain that starts with its own PDH",
                    "PEK, OCA and CEK beside a PDH file");
        }
        int sevPart = Math.min(rest.length(), CHAIN_WITHOUT_PDH);
        return PlatformChain.of(readPdhBytes(pdh), rest.slice(0, sevPart), rest.from(sevPart));
    }

    /**
     * What follows the certificates of a chain in its file; readers of such files ignore it.
     *
     * @param read the chain as {@link #read(Path)} or {@link #read(Path, Path)} has read it
     * @param withPdh whether the PDH is in the file, too
     */
    public static Bytes unread(Path place, PlatformChain read, boolean withPdh) {
        Bytes content = StoredBinary.readCertificates(place, "certificate chain", LIMIT);
        int certificates = read.fullChain().length() - (withPdh ? 0 : SevCertificate.SIZE);
        return content.from(Math.min(content.length(), certificates));
    }

    /** The PDH alone: the first certificate of a file, or the one of a directory. */
    public static ReceivedCertificate readPdh(Path place) {
        Bytes content = Files.isDirectory(place) ? new SevToolFolder(place).readPdh() : readPdhBytes(place);
        return ReceivedCertificate.read(KeyUsage.PDH, content);
    }

    /**
     * ASK and ARK from one file.
     *
     * @throws OwnerInputException naming what the file holds instead
     */
    public static Bytes readCa(Path file) {
        Bytes content = StoredBinary.readCertificates(file, "CA chain", LIMIT);
        CertificateFile.requireAmd("CA chain " + file, content, "ASK, ARK");
        return content;
    }

    /** A single ARK, or the second certificate of a file with ASK and ARK. */
    public static Bytes readRoot(Path file) {
        Bytes content = StoredBinary.readCertificates(file, "root certificate", LIMIT);
        CertificateFile.requireAmd("root certificate " + file, content, "ARK");
        ReceivedCaCertificate first = ReceivedCaCertificate.readAt(KeyUsage.ARK, content, 0);
        boolean leads = first.content().usage() == KeyUsage.ASK.code()
                && content.length() > first.raw().length();
        return leads ? content.from(first.raw().length()) : content;
    }

    private static Bytes readPdhBytes(Path file) {
        Bytes content = StoredBinary.readCertificates(file, "PDH certificate", LIMIT);
        if (content.length() >= SevCertificate.SIZE && !CertificateFile.mayStart(content, 0)) {
            throw CertificateFile.noCertificate("PDH certificate " + file);
        }
        return content.slice(0, Math.min(content.length(), SevCertificate.SIZE));
    }
}
