package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_userspace_memory_region}: the argument of KVM_SET_USER_MEMORY_REGION.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}.
 *
 * @param slot slot number
 * @param flags 0, or bit 1 for read-only
 * @param guestAddress guest physical address
 * @param size bytes; 0 removes the slot
 * @param userAddress user address
 */
public record KvmUserspaceMemoryRegion(int slot, int flags, long guestAddress, long size, long userAddress) {
    private static final StructLayout L = new StructLayout("KvmUserspaceMemoryRegion");
    private static final Field SLOT = L.u32(0x00, "slot", IN);
    private static final Field FLAGS = L.u32(0x04, "flags", IN);
    private static final Field GUEST_ADDRESS = L.u64(0x08, "guest_phys_addr", IN);
    private static final Field SIZE_FIELD = L.u64(0x10, "memory_size", IN);
    private static final Field USER_ADDRESS = L.u64(0x18, "userspace_addr", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x20);

    /** Bytes on the wire. */
    public static final int SIZE = 0x20;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmUserspaceMemoryRegion decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmUserspaceMemoryRegion(
                SLOT.getU32(b), FLAGS.getU32(b), GUEST_ADDRESS.getU64(b), SIZE_FIELD.getU64(b), USER_ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        SLOT.putU32(b, slot);
        FLAGS.putU32(b, flags);
        GUEST_ADDRESS.putU64(b, guestAddress);
        SIZE_FIELD.putU64(b, size);
        USER_ADDRESS.putU64(b, userAddress);
        return LAYOUT.finish(b);
    }
}
