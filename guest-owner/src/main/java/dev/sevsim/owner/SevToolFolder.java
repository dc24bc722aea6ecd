package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.io.file.OutputFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A directory with the fixed file names of sev-tool.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 4.
 */
public final class SevToolFolder {
    private static final int MAX_CERTIFICATES = 64 << 10;

    private final Path directory;

    /** Nothing is read or written yet. */
    public SevToolFolder(Path directory) {
        this.directory = directory;
    }

    /** {@code godh.cert}, 2084 bytes. */
    public Path godh() {
        return directory.resolve("godh.cert");
    }

    /** {@code launch_blob.bin}, the session buffer of 128 bytes. */
    public Path session() {
        return directory.resolve("launch_blob.bin");
    }

    /** {@code tmp_tk.bin}, TEK then TIK. */
    public Path keys() {
        return directory.resolve("tmp_tk.bin");
    }

    /** {@code packaged_secret_header.bin}, 52 bytes. */
    public Path secretHeader() {
        return directory.resolve("packaged_secret_header.bin");
    }

    /** {@code packaged_secret.bin}, the ciphertext. */
    public Path secret() {
        return directory.resolve("packaged_secret.bin");
    }

    /** The PDH certificate. */
    public Bytes readPdh() {
        return certificate("pdh.cert");
    }

    /**
     * The platform's chain: {@code pdh.cert}, then {@code cert_chain.cert} or {@code pek.cert}, {@code oca.cert} and
     * {@code cek.cert}; and {@code ask_ark.cert} or {@code ask.cert} and {@code ark.cert} when they are there.
     *
     * <p>The single files come first where both are there, as they do for the tool.
     */
    public PlatformChain readChain() {
        Bytes chain = has("pek.cert") || !has("cert_chain.cert")
                ? Bytes.concat(certificate("pek.cert"), certificate("oca.cert"), certificate("cek.cert"))
                : certificate("cert_chain.cert");
        return PlatformChain.of(readPdh(), chain, readCa());
    }

    private Bytes readCa() {
        if (has("ask.cert") && has("ark.cert")) {
            return Bytes.concat(certificate("ask.cert"), certificate("ark.cert"));
        }
        return has("ask_ark.cert") ? certificate("ask_ark.cert") : Bytes.EMPTY;
    }

    /** The session that {@code generate_launch_blob} left, which has to be for this policy. */
    public OwnerSession readSession(GuestPolicy policy) {
        return OwnerSession.of(
                policy,
                OwnerFiles.readBinary(godh(), "launch key certificate (GODH)", SevCertificate.SIZE),
                OwnerFiles.readBinary(session(), "session buffer", LaunchSession.SIZE),
                OwnerFiles.readTransportKeys(keys()));
    }

    /** Writes {@code godh.cert}, {@code launch_blob.bin} and {@code tmp_tk.bin}, each complete or not at all. */
    public void write(OwnerSession made) {
        byte[] tek = made.keys().tek().reveal();
        byte[] tik = made.keys().tik().reveal();
        byte[] both = Arrays.copyOf(tek, tek.length + tik.length);
        System.arraycopy(tik, 0, both, tek.length, tik.length);
        try {
            new OutputFiles(directory)
                    .addPrivate("transport keys", keys(), both)
                    .add("launch key certificate (GODH)", godh(), made.godh())
                    .add("session buffer", session(), made.session().encode())
                    .write();
        } finally {
            Arrays.fill(both, (byte) 0);
            Arrays.fill(tek, (byte) 0);
            Arrays.fill(tik, (byte) 0);
        }
    }

    /** The packet that {@code package_secret} left. */
    public SecretPacket readSecret() {
        Bytes header = OwnerFiles.readBinary(secretHeader(), "packet header", SecretHeader.SIZE);
        return new SecretPacket(
                SecretHeader.CODEC.decode(header),
                OwnerFiles.readAll(secret(), "packet", SecretPackage.MAXIMUM_PACKET));
    }

    private boolean has(String name) {
        return Files.exists(directory.resolve(name));
    }

    private Bytes certificate(String name) {
        return StoredBinary.readCertificates(directory.resolve(name), "certificate", MAX_CERTIFICATES);
    }
}
