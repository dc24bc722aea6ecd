package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_enc_region}: a range for KVM_MEMORY_ENCRYPT_REG_REGION.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address
 * @param size bytes
 */
public record KvmEncRegion(long address, long size) {
    private static final StructLayout L = new StructLayout("KvmEncRegion");
    private static final Field ADDRESS = L.u64(0x00, "addr", IN);
    private static final Field SIZE_FIELD = L.u64(0x08, "size", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x10);

    /** Bytes on the wire. */
    public static final int SIZE = 0x10;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmEncRegion decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmEncRegion(ADDRESS.getU64(b), SIZE_FIELD.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        ADDRESS.putU64(b, address);
        SIZE_FIELD.putU64(b, size);
        return LAYOUT.finish(b);
    }
}
