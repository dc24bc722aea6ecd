package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * DBG_DECRYPT and DBG_ENCRYPT (commands 0x60 and 0x61): the host reads and writes guest memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param sourceAddress 16-byte aligned
 * @param destinationAddress 16-byte aligned
 * @param length bytes, a multiple of 16
 */
public record DebugTransfer(int handle, long sourceAddress, long destinationAddress, int length) {
    private static final StructLayout L = new StructLayout("DebugTransfer");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field SOURCE_ADDRESS = L.u64(0x08, "SRC_PADDR", IN);
    private static final Field DESTINATION_ADDRESS = L.u64(0x10, "DST_PADDR", IN);
    private static final Field LENGTH = L.u32(0x18, "LENGTH", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x1C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x1C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static DebugTransfer decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new DebugTransfer(
                HANDLE.getU32(b), SOURCE_ADDRESS.getU64(b), DESTINATION_ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        SOURCE_ADDRESS.putU64(b, sourceAddress);
        DESTINATION_ADDRESS.putU64(b, destinationAddress);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
