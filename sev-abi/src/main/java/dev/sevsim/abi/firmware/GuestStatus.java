package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * GUEST_STATUS (command 0x23): what the firmware knows of a guest.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param asid 0 when not active
 * @param state see {@link GuestState}; 0 for an unknown handle
 */
public record GuestStatus(int handle, int policy, int asid, int state) {
    private static final StructLayout L = new StructLayout("GuestStatus");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field POLICY = L.u32(0x04, "POLICY", OUT);
    private static final Field ASID = L.u32(0x08, "ASID", OUT);
    private static final Field STATE = L.u8(0x0C, "STATE", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0D);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0D;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static GuestStatus decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new GuestStatus(HANDLE.getU32(b), POLICY.getU32(b), ASID.getU32(b), STATE.getU8(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        POLICY.putU32(b, policy);
        ASID.putU32(b, asid);
        STATE.putU8(b, state);
        return LAYOUT.finish(b);
    }
}
