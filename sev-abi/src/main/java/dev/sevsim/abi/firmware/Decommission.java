package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * DECOMMISSION (command 0x20): frees a guest context.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
public record Decommission(int handle) {
    private static final StructLayout L = new StructLayout("Decommission");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x04);

    /** Bytes on the wire. */
    public static final int SIZE = 0x04;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static Decommission decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new Decommission(HANDLE.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        return LAYOUT.finish(b);
    }
}
