package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_launch_measure}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address
 * @param length bytes; 0 asks for the length
 */
public record KvmSevLaunchMeasure(long address, int length) {
    private static final StructLayout L = new StructLayout("KvmSevLaunchMeasure");
    private static final Field ADDRESS = L.u64(0x00, "uaddr", IN);
    private static final Field LENGTH = L.u32(0x08, "len", IN_OUT);

    static {
        L.reserved(0x0C, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x10);

    /** Bytes on the wire. */
    public static final int SIZE = 0x10;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevLaunchMeasure decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevLaunchMeasure(ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        ADDRESS.putU64(b, address);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
