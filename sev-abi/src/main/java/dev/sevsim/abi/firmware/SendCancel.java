package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * SEND_CANCEL (command 0x44): gives a migration up; the guest runs on.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
public record SendCancel(int handle) {
    private static final StructLayout L = new StructLayout("SendCancel");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x04);

    /** Bytes on the wire. */
    public static final int SIZE = 0x04;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SendCancel decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SendCancel(HANDLE.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        return LAYOUT.finish(b);
    }
}
