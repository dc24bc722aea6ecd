package dev.sevsim.it;

import dev.sevsim.kernel.image.EmbeddedKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Files of a measured direct boot, and the launch digest as a test computes it from them: the hashes table is typed from
 * docs/reference/ovmf-guest.md section 9.
 */
record MeasuredBoot(Path kernel, Path initrd, String commandLine) {
    /** The embedded kernel and initrd, written into the folder. */
    static MeasuredBoot embedded(Path directory) {
        try {
            return new MeasuredBoot(
                    Files.write(
                            directory.resolve("kernel"), EmbeddedKernel.image().toArray()),
                    Files.write(
                            directory.resolve("initrd"), EmbeddedKernel.initrd().toArray()),
                    "console=ttyS0 quiet");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Options of {@code launch}, {@code serve} and {@code owner measure}. */
    Object[] options() {
        return options("--append");
    }

    /** The same where the option for the command line has another name. */
    Object[] options(String commandLineOption) {
        return new Object[] {"--kernel", kernel, "--initrd", initrd, commandLineOption, commandLine};
    }

    /** SHA-256 of image, hashes table and save areas, in hexadecimal. */
    String digest(Path image, Path... saveAreas) {
        try {
            MessageDigest digest = sha256();
            digest.update(Files.readAllBytes(image));
            digest.update(HexFormat.of().parseHex(table()));
            for (Path area : saveAreas) {
                digest.update(Files.readAllBytes(area));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String table() throws IOException {
        return "06d63894224fc94cb479a793d411fd21a800"
                + "d82dd09720bd944caa78e7714d36ab2a3200"
                + hash((commandLine + "\0").getBytes(StandardCharsets.UTF_8))
                + "31f7ba442f3ad74b9af141e29169781d3200" + hash(Files.readAllBytes(initrd))
                + "3794e74dd2ab7f42b835d5b172d2045b3200" + hash(Files.readAllBytes(kernel))
                + "0000000000000000";
    }

    private static String hash(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
