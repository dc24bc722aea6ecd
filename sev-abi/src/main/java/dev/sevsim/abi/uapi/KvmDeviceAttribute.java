package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_device_attr}.
 *
 * <p>Source: Linux uapi {@code linux/kvm.h}; docs/reference/kvm-host.md section 2.5.
 *
 * @param flags 0
 * @param group 1 is SEV
 * @param attribute 0 is the accepted VMSA features
 * @param address user address of the value
 */
public record KvmDeviceAttribute(int flags, int group, long attribute, long address) {
    private static final StructLayout L = new StructLayout("KvmDeviceAttribute");
    private static final Field FLAGS = L.u32(0x00, "flags", IN);
    private static final Field GROUP = L.u32(0x04, "group", IN);
    private static final Field ATTRIBUTE = L.u64(0x08, "attr", IN);
    private static final Field ADDRESS = L.u64(0x10, "addr", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmDeviceAttribute decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmDeviceAttribute(FLAGS.getU32(b), GROUP.getU32(b), ATTRIBUTE.getU64(b), ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        FLAGS.putU32(b, flags);
        GROUP.putU32(b, group);
        ATTRIBUTE.putU64(b, attribute);
        ADDRESS.putU64(b, address);
        return LAYOUT.finish(b);
    }
}
