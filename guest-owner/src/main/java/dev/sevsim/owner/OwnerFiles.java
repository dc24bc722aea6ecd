package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.io.file.OutputFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The four files of a session as sevctl names and writes them, and the single files of other tools.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 3.1, 4 and 10.
 *
 * @param directory holds them
 * @param godh launch key certificate, base64 without a line feed
 * @param session session buffer, base64 without a line feed
 * @param tik transport integrity key, 16 raw bytes
 * @param tek transport encryption key, 16 raw bytes
 */
public record OwnerFiles(Path directory, Path godh, Path session, Path tik, Path tek) {
    /**
     * The files {@code NAME_godh.b64}, {@code NAME_session.b64}, {@code NAME_tik.bin} and {@code NAME_tek.bin}.
     *
     * @throws OwnerInputException for a name that could leave the directory or hide its files
     */
    public OwnerFiles(Path directory, String name) {
        this(
                directory,
                directory.resolve(checked(name) + "_godh.b64"),
                directory.resolve(name + "_session.b64"),
                directory.resolve(name + "_tik.bin"),
                directory.resolve(name + "_tek.bin"));
    }

    private static String checked(String name) {
        if (name.isEmpty() || !name.matches("[A-Za-z0-9._-]+") || name.startsWith(".")) {
            throw new OwnerInputException(
                    "session name", "'" + name + "'", "letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    /** Writes all four, each complete or not at all, keys readable by their owner only. */
    public void write(OwnerSession made) {
        byte[] tikBytes = made.keys().tik().reveal();
        byte[] tekBytes = made.keys().tek().reveal();
        try {
            new OutputFiles(directory)
                    .addPrivate("transport integrity key", tik, tikBytes)
                    .addPrivate("transport encryption key", tek, tekBytes)
                    .add(
                            "launch key certificate (GODH)",
                            godh,
                            Bytes.ofAscii(made.godh().toBase64()))
                    .add(
                            "session buffer",
                            session,
                            Bytes.ofAscii(made.session().encode().toBase64()))
                    .write();
        } finally {
            Arrays.fill(tikBytes, (byte) 0);
            Arrays.fill(tekBytes, (byte) 0);
        }
    }

    /** Reads all four back; they have to be of one session for this policy. */
    public OwnerSession read(GuestPolicy policy) {
        TransportKeys keys = new TransportKeys(readKey(tek), readKey(tik));
        return OwnerSession.of(
                policy,
                readBinary(godh, "launch key certificate (GODH)", SevCertificate.SIZE),
                readBinary(session, "session buffer", LaunchSession.SIZE),
                keys);
    }

    /** A binary of exactly {@code size} bytes that may also be stored as base64, hexadecimal or PEM text. */
    public static Bytes readBinary(Path file, String what, int size) {
        return StoredBinary.read(file, what, size);
    }

    /** A binary of exactly {@code size} bytes from base64 or hexadecimal text. */
    public static Bytes parseBinary(String text, String what, int size) {
        return StoredText.decode(text.getBytes(StandardCharsets.UTF_8), length -> length == size)
                .map(Bytes::copyOf)
                .orElseThrow(() -> new OwnerInputException(
                        what + " '" + text + "'",
                        BinaryInput.describe(Bytes.ofUtf8(text)),
                        "a file, or the base64 or hexadecimal text of " + size + " bytes"));
    }

    /** The ciphertext of a packet of at most {@code limit} bytes, raw or as text. */
    public static Bytes readPacket(Path file, int limit) {
        return StoredBinary.readBlocks(file, "packet", limit);
    }

    /** A key of 16 bytes, raw or as text. */
    public static SecretBytes readKey(Path file) {
        return StoredBinary.readSecret(file, "key", TransportKeys.KEY_SIZE);
    }

    /** Both keys from one file as sev-tool writes it: TEK, then TIK. */
    public static TransportKeys readTransportKeys(Path file) {
        byte[] both = StoredBinary.readSecret(file, "transport keys", 2 * TransportKeys.KEY_SIZE)
                .reveal();
        TransportKeys keys = new TransportKeys(
                SecretBytes.copyOf(both, 0, TransportKeys.KEY_SIZE),
                SecretBytes.copyOf(both, TransportKeys.KEY_SIZE, TransportKeys.KEY_SIZE));
        Arrays.fill(both, (byte) 0);
        return keys;
    }

    /** Any file, whole; refused by name when it cannot be read or is bigger than {@code limit} bytes. */
    public static Bytes readAll(Path file, String what, long limit) {
        return StoredBinary.readAll(file, what, limit);
    }
}
