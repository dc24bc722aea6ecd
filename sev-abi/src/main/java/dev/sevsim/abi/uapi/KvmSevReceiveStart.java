package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_receive_start}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param handle guest to share a key with, or 0; the new guest afterwards
 * @param policy of the guest
 * @param pdhAddress user address of the sender's PDH certificate
 * @param pdhLength bytes
 * @param sessionAddress user address of the session
 * @param sessionLength bytes
 */
public record KvmSevReceiveStart(
        int handle, int policy, long pdhAddress, int pdhLength, long sessionAddress, int sessionLength) {
    private static final StructLayout L = new StructLayout("KvmSevReceiveStart");
    private static final Field HANDLE = L.u32(0x00, "handle", IN_OUT);
    private static final Field POLICY = L.u32(0x04, "policy", IN);
    private static final Field PDH_ADDRESS = L.u64(0x08, "pdh_uaddr", IN);
    private static final Field PDH_LENGTH = L.u32(0x10, "pdh_len", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field SESSION_ADDRESS = L.u64(0x18, "session_uaddr", IN);
    private static final Field SESSION_LENGTH = L.u32(0x20, "session_len", IN);

    static {
        L.reserved(0x24, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x28);

    /** Bytes on the wire. */
    public static final int SIZE = 0x28;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevReceiveStart decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevReceiveStart(
                HANDLE.getU32(b),
                POLICY.getU32(b),
                PDH_ADDRESS.getU64(b),
                PDH_LENGTH.getU32(b),
                SESSION_ADDRESS.getU64(b),
                SESSION_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        POLICY.putU32(b, policy);
        PDH_ADDRESS.putU64(b, pdhAddress);
        PDH_LENGTH.putU32(b, pdhLength);
        SESSION_ADDRESS.putU64(b, sessionAddress);
        SESSION_LENGTH.putU32(b, sessionLength);
        return LAYOUT.finish(b);
    }
}
