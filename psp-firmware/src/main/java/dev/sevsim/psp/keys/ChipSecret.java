package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.launch.KeyDerivation;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.crypto.EcKeyPair;
import java.util.Arrays;

/**
 * The secret that a chip's fuses hold; the CEK follows from it.
 *
 * <p>How a real chip derives its keys is not published, so labels and contexts are our own.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 11, point 15.
 *
 * @param value 32 bytes
 */
public record ChipSecret(SecretBytes value) {
    /** Bytes. */
    public static final int SIZE = 32;

    private static final int DERIVED_SIZE = 16;

    public ChipSecret {
        if (value.length() != SIZE) {
            throw new IllegalArgumentException("chip secret of " + value.length() + " bytes, expected " + SIZE);
        }
    }

    /** The fuses of a new chip. */
    public static ChipSecret burn(SimRandom random) {
        return new ChipSecret(random.secret(SIZE));
    }

    /**
     * The chip of machines without a state directory: its CEK is signed in advance, since a signature takes longer than
     * a launch.
     *
     * <p>Public like everything in this source, so it protects nothing.
     */
    public static ChipSecret embedded() {
        return new ChipSecret(SecretBytes.of(Bytes.ofAscii("sevsim embedded chip, no secret!")));
    }

    /**
     * The public half of the chip endorsement key; that of the embedded chip, which all machines share, is derived
     * once.
     */
    EcPublicKey cekPublicKey() {
        return equals(embedded()) ? EmbeddedCek.PUBLIC : derivedCekPublicKey();
    }

    private EcPublicKey derivedCekPublicKey() {
        EcKeyPair cek = deriveCek();
        EcPublicKey half = cek.publicKey();
        cek.wipe();
        return half;
    }

    private static final class EmbeddedCek {
        static final EcPublicKey PUBLIC = embedded().derivedCekPublicKey();
    }

    /** The chip endorsement key: 56 bytes of {@link #expand} under {@code sevsim-cek}, reduced to a scalar. */
    public EcKeyPair deriveCek() {
        byte[] wide = expand("sevsim-cek", EcKeyPair.WIDE_SIZE);
        EcKeyPair cek = EcKeyPair.ofWide(wide);
        Arrays.fill(wide, (byte) 0);
        return cek;
    }

    /**
     * {@code length} bytes under a label, made of 16-byte pieces that the launch KDF derives for contexts 0, 1, 2...
     */
    byte[] expand(String label, int length) {
        byte[] derived = new byte[length];
        for (int at = 0; at < length; at += DERIVED_SIZE) {
            byte[] piece = KeyDerivation.derive(value, label, Bytes.of(at / DERIVED_SIZE))
                    .reveal();
            System.arraycopy(piece, 0, derived, at, Math.min(DERIVED_SIZE, length - at));
            Arrays.fill(piece, (byte) 0);
        }
        return derived;
    }
}
