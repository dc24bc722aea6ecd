package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * LAUNCH_UPDATE_DATA (command 0x31): measures memory and encrypts it in place.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param address system physical address, 16-byte aligned; the C-bit picks the key of the plaintext
 * @param length bytes, a multiple of 16
 */
public record LaunchUpdateData(int handle, long address, int length) {
    private static final StructLayout L = new StructLayout("LaunchUpdateData");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field ADDRESS = L.u64(0x08, "PADDR", IN);
    private static final Field LENGTH = L.u32(0x10, "LENGTH", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x14);

    /** Bytes on the wire. */
    public static final int SIZE = 0x14;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static LaunchUpdateData decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new LaunchUpdateData(HANDLE.getU32(b), ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        ADDRESS.putU64(b, address);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
