package dev.sevsim.abi.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * An elliptic-curve key as certificates hold it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.2.
 *
 * @param curve the curve: 1 P-256, 2 P-384
 * @param x x coordinate of the point, 72 bytes, least significant first
 * @param y y coordinate of the point, 72 bytes, least significant first
 */
@Struct(size = SevCertificate.PUBLIC_KEY_SIZE, reserved = @Reserved(at = 0x94, size = 0x370))
public record EcPublicKey(
        @Wire(at = 0x00, name = "CURVE") int curve,

        @Wire(at = 0x04, size = EcPublicKey.COORDINATE_SIZE, name = "QX")
        Bytes x,

        @Wire(at = 0x4C, size = EcPublicKey.COORDINATE_SIZE, name = "QY")
        Bytes y)
        implements EcPublicKeyWire {
    /** The curve of every key that the firmware makes. */
    public static final int CURVE_P384 = 2;

    /** The other curve number that is assigned. */
    public static final int CURVE_P256 = 1;

    /** Bytes of a coordinate field. */
    public static final int COORDINATE_SIZE = 72;

    private static final int P384_BYTES = 48;

    /** From a key field. */
    public static EcPublicKey decode(Bytes keyField) {
        return CODEC.decode(keyField);
    }

    /** A P-384 key from big-endian coordinates of 48 bytes. */
    public static EcPublicKey ofP384(Bytes xBe, Bytes yBe) {
        return new EcPublicKey(
                CURVE_P384,
                xBe.reversed().paddedTo(COORDINATE_SIZE),
                yBe.reversed().paddedTo(COORDINATE_SIZE));
    }

    /** x as 48 bytes, most significant first; the upper bytes of the field must be zero, see {@link #fitsP384}. */
    public Bytes xBe() {
        return x.slice(0, P384_BYTES).reversed();
    }

    /** y as 48 bytes, most significant first. */
    public Bytes yBe() {
        return y.slice(0, P384_BYTES).reversed();
    }

    /** Whether both coordinates fit 48 bytes. */
    public boolean fitsP384() {
        return x.from(P384_BYTES).isAllZero() && y.from(P384_BYTES).isAllZero();
    }
}
