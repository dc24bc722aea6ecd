package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_enable_cap}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.1.
 *
 * @param capability which
 * @param flags 0
 * @param argument what it is set to
 */
public record KvmEnableCap(int capability, int flags, long argument) {
    private static final StructLayout L = new StructLayout("KvmEnableCap");
    private static final Field CAPABILITY = L.u32(0x00, "cap", IN);
    private static final Field FLAGS = L.u32(0x04, "flags", IN);
    private static final Field ARGUMENT = L.u64(0x08, "args[0]", IN);

    static {
        L.reserved(0x10, 24);
    }

    static {
        L.reserved(0x28, 64);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x68);

    /** Bytes on the wire. */
    public static final int SIZE = 0x68;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmEnableCap decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmEnableCap(CAPABILITY.getU32(b), FLAGS.getU32(b), ARGUMENT.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        CAPABILITY.putU32(b, capability);
        FLAGS.putU32(b, flags);
        ARGUMENT.putU64(b, argument);
        return LAYOUT.finish(b);
    }
}
