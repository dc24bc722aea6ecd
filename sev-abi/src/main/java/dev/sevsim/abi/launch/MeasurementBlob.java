package dev.sevsim.abi.launch;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * What LAUNCH_MEASURE writes: the MAC and its nonce.
 *
 * <p>QEMU and libvirt carry it as base64.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.5.
 *
 * @param measure HMAC-SHA-256 under the TIK
 * @param nonce drawn by the firmware
 */
public record MeasurementBlob(Bytes measure, Bytes nonce) {
    private static final StructLayout L = new StructLayout("MeasurementBlob");
    private static final Field MEASURE = L.bytes(0x00, 32, "MEASURE", OUT);
    private static final Field NONCE = L.bytes(0x20, 16, "MNONCE", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x30);

    /** Bytes on the wire. */
    public static final int SIZE = 0x30;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static MeasurementBlob decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new MeasurementBlob(MEASURE.getBytes(b), NONCE.getBytes(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        MEASURE.putBytes(b, measure);
        NONCE.putBytes(b, nonce);
        return LAYOUT.finish(b);
    }
}
