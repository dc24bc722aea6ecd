package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct sev_user_data_get_id2}: the argument of SEV_GET_ID2.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param address user address
 * @param length capacity; out: bytes needed or written
 */
public record SevUserDataGetId2(long address, int length) {
    private static final StructLayout L = new StructLayout("SevUserDataGetId2");
    private static final Field ADDRESS = L.u64(0x00, "address", IN);
    private static final Field LENGTH = L.u32(0x08, "length", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevUserDataGetId2 decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevUserDataGetId2(ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        ADDRESS.putU64(b, address);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
