package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * ACTIVATE (command 0x21): binds a guest to an ASID.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param asid address space identifier
 */
public record Activate(int handle, int asid) {
    private static final StructLayout L = new StructLayout("Activate");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field ASID = L.u32(0x04, "ASID", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x08);

    /** Bytes on the wire. */
    public static final int SIZE = 0x08;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static Activate decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new Activate(HANDLE.getU32(b), ASID.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        ASID.putU32(b, asid);
        return LAYOUT.finish(b);
    }
}
