package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * LAUNCH_MEASURE (command 0x33): closes the digest and answers the measurement.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param measureAddress where to write MEASURE and MNONCE
 * @param measureLength bytes there, at least 0x30; out on a short buffer: 0x30
 */
public record LaunchMeasure(int handle, long measureAddress, int measureLength) {
    private static final StructLayout L = new StructLayout("LaunchMeasure");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field MEASURE_ADDRESS = L.u64(0x08, "MEASURE_PADDR", IN);
    private static final Field MEASURE_LENGTH = L.u32(0x10, "MEASURE_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x14);

    /** Bytes on the wire. */
    public static final int SIZE = 0x14;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static LaunchMeasure decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new LaunchMeasure(HANDLE.getU32(b), MEASURE_ADDRESS.getU64(b), MEASURE_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        MEASURE_ADDRESS.putU64(b, measureAddress);
        MEASURE_LENGTH.putU32(b, measureLength);
        return LAYOUT.finish(b);
    }
}
