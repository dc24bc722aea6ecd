package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_dbg}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param sourceAddress user address
 * @param destinationAddress user address
 * @param length bytes
 */
public record KvmSevDebug(long sourceAddress, long destinationAddress, int length) {
    private static final StructLayout L = new StructLayout("KvmSevDebug");
    private static final Field SOURCE_ADDRESS = L.u64(0x00, "src_uaddr", IN);
    private static final Field DESTINATION_ADDRESS = L.u64(0x08, "dst_uaddr", IN);
    private static final Field LENGTH = L.u32(0x10, "len", IN);

    static {
        L.reserved(0x14, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevDebug decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevDebug(SOURCE_ADDRESS.getU64(b), DESTINATION_ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        SOURCE_ADDRESS.putU64(b, sourceAddress);
        DESTINATION_ADDRESS.putU64(b, destinationAddress);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
