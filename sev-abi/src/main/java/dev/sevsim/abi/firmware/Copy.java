package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * COPY (command 0x24): moves pages of a guest to another place in memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; sevapi.
 *
 * @param handle guest handle
 * @param length bytes, a multiple of 4096
 * @param sourceAddress 4 KiB aligned
 * @param destinationAddress 4 KiB aligned
 */
public record Copy(int handle, int length, long sourceAddress, long destinationAddress) {
    private static final StructLayout L = new StructLayout("Copy");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field LENGTH = L.u32(0x04, "LENGTH", IN);
    private static final Field SOURCE_ADDRESS = L.u64(0x08, "SRC_PADDR", IN);
    private static final Field DESTINATION_ADDRESS = L.u64(0x10, "DST_PADDR", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static Copy decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new Copy(HANDLE.getU32(b), LENGTH.getU32(b), SOURCE_ADDRESS.getU64(b), DESTINATION_ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        LENGTH.putU32(b, length);
        SOURCE_ADDRESS.putU64(b, sourceAddress);
        DESTINATION_ADDRESS.putU64(b, destinationAddress);
        return LAYOUT.finish(b);
    }
}
