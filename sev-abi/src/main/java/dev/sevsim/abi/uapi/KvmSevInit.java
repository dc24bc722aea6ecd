package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_init}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param vmsaFeatures SEV_FEATURES of every save area
 * @param flags 0
 * @param ghcbVersion highest GHCB protocol version; 0 leaves it to the kernel
 */
public record KvmSevInit(long vmsaFeatures, int flags, int ghcbVersion) {
    private static final StructLayout L = new StructLayout("KvmSevInit");
    private static final Field VMSA_FEATURES = L.u64(0x00, "vmsa_features", IN);
    private static final Field FLAGS = L.u32(0x08, "flags", IN);
    private static final Field GHCB_VERSION = L.u16(0x0C, "ghcb_version", IN);

    static {
        L.reserved(0x0E, 2);
    }

    static {
        L.reserved(0x10, 32);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x30);

    /** Bytes on the wire. */
    public static final int SIZE = 0x30;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevInit decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevInit(VMSA_FEATURES.getU64(b), FLAGS.getU32(b), GHCB_VERSION.getU16(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        VMSA_FEATURES.putU64(b, vmsaFeatures);
        FLAGS.putU32(b, flags);
        GHCB_VERSION.putU16(b, ghcbVersion);
        return LAYOUT.finish(b);
    }
}
