package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The owner of a platform: openssl makes its key and signatures, certificates are laid out here by hand.
 *
 * @param directory where its files are
 * @param oca its certificate
 */
record PlatformOwner(Path directory, Path oca) {
    private static final int SIZE = 2084;
    private static final int BODY = 0x414;
    private static final int OCA = 0x1001;
    private static final int ECDSA_SHA256 = 2;

    /** Makes an owner; skips the test where openssl is missing. */
    static PlatformOwner make(Path directory) throws IOException, InterruptedException {
        InstalledFiles.requireProgram("openssl");
        PlatformOwner made = new PlatformOwner(directory, directory.resolve("oca.cert"));
        made.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp384r1", "-out", "oca.pem");
        made.openssl("pkey", "-in", "oca.pem", "-pubout", "-outform", "DER", "-out", "oca.der");
        byte[] der = Files.readAllBytes(directory.resolve("oca.der"));
        byte[] x = Arrays.copyOfRange(der, der.length - 96, der.length - 48);
        byte[] y = Arrays.copyOfRange(der, der.length - 48, der.length);
        ByteBuffer certificate = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        certificate.putInt(0x00, 1);
        certificate.putInt(0x08, OCA);
        certificate.putInt(0x0C, ECDSA_SHA256);
        certificate.putInt(0x10, 2);
        certificate.put(0x14, reversed(x));
        certificate.put(0x5C, reversed(y));
        certificate.putInt(0x61C, 0x1000);
        Files.write(made.oca, made.signed(certificate.array()));
        return made;
    }

    /** The PEK certificate of a request, with this owner's signature. */
    Path sign(Path request) throws IOException, InterruptedException {
        return Files.write(directory.resolve("pek.cert"), signed(Files.readAllBytes(request)));
    }

    /** Fills slot 1 with the OCA's signature over the body. */
    private byte[] signed(byte[] certificate) throws IOException, InterruptedException {
        Files.write(directory.resolve("body"), Arrays.copyOf(certificate, BODY));
        openssl("dgst", "-sha256", "-sign", "oca.pem", "-out", "body.sig", "body");
        ByteBuffer der = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("body.sig")));
        der.position(2);
        ByteBuffer signed = ByteBuffer.wrap(certificate.clone()).order(ByteOrder.LITTLE_ENDIAN);
        signed.putInt(0x414, OCA);
        signed.putInt(0x418, ECDSA_SHA256);
        signed.put(0x41C, reversed(integer(der)));
        signed.put(0x41C + 72, reversed(integer(der)));
        return signed.array();
    }

    private static byte[] integer(ByteBuffer der) {
        assertThat(der.get()).isEqualTo((byte) 0x02);
        byte[] value = new byte[der.get()];
        der.get(value);
        return value;
    }

    private static byte[] reversed(byte[] big) {
        byte[] little = new byte[big.length];
        for (int i = 0; i < big.length; i++) {
            little[i] = big[big.length - 1 - i];
        }
        return little;
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        Object[] command = new Object[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ToolRun run = ToolRun.of(directory, command);
        assertThat(run.status()).as(run.output()).isZero();
    }
}
