package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * ACTIVATE_EX (command 0x25): binds a guest to an ASID on some core complexes.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; sevapi.
 *
 * @param exLength exactly 0x18
 * @param handle guest handle
 * @param asid address space id
 * @param idCount APIC ids in the list, 1 to 1024
 * @param idsAddress the list, four bytes for each id
 */
public record ActivateEx(int exLength, int handle, int asid, int idCount, long idsAddress) {
    private static final StructLayout L = new StructLayout("ActivateEx");
    private static final Field EX_LENGTH = L.u32(0x00, "EX_LEN", IN);
    private static final Field HANDLE = L.u32(0x04, "HANDLE", IN);
    private static final Field ASID = L.u32(0x08, "ASID", IN);
    private static final Field ID_COUNT = L.u32(0x0C, "NUM_IDS", IN);
    private static final Field IDS_ADDRESS = L.u64(0x10, "IDS_PADDR", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static ActivateEx decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new ActivateEx(
                EX_LENGTH.getU32(b), HANDLE.getU32(b), ASID.getU32(b), ID_COUNT.getU32(b), IDS_ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        EX_LENGTH.putU32(b, exLength);
        HANDLE.putU32(b, handle);
        ASID.putU32(b, asid);
        ID_COUNT.putU32(b, idCount);
        IDS_ADDRESS.putU64(b, idsAddress);
        return LAYOUT.finish(b);
    }
}
