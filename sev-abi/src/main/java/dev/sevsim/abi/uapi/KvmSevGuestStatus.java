package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_guest_status}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param state guest state
 */
public record KvmSevGuestStatus(int handle, int policy, int state) {
    private static final StructLayout L = new StructLayout("KvmSevGuestStatus");
    private static final Field HANDLE = L.u32(0x00, "handle", OUT);
    private static final Field POLICY = L.u32(0x04, "policy", OUT);
    private static final Field STATE = L.u32(0x08, "state", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevGuestStatus decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevGuestStatus(HANDLE.getU32(b), POLICY.getU32(b), STATE.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        POLICY.putU32(b, policy);
        STATE.putU32(b, state);
        return LAYOUT.finish(b);
    }
}
