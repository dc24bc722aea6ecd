package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * LAUNCH_START (command 0x30): makes a guest context out of a session.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle 0 for a new key, else the guest to share a key with; out: the new handle
 * @param policy guest policy
 * @param dhCertAddress system physical address of the owner's DH certificate; 0 for no session
 * @param dhCertLength exactly 0x824
 * @param sessionAddress system physical address of the session buffer
 * @param sessionLength exactly 0x80
 */
public record LaunchStart(
        int handle, int policy, long dhCertAddress, int dhCertLength, long sessionAddress, int sessionLength) {
    private static final StructLayout L = new StructLayout("LaunchStart");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN_OUT);
    private static final Field POLICY = L.u32(0x04, "POLICY", IN);
    private static final Field DH_CERT_ADDRESS = L.u64(0x08, "DH_CERT_PADDR", IN);
    private static final Field DH_CERT_LENGTH = L.u32(0x10, "DH_CERT_LEN", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field SESSION_ADDRESS = L.u64(0x18, "SESSION_PADDR", IN);
    private static final Field SESSION_LENGTH = L.u32(0x20, "SESSION_LEN", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x24);

    /** Bytes on the wire. */
    public static final int SIZE = 0x24;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static LaunchStart decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new LaunchStart(
                HANDLE.getU32(b),
                POLICY.getU32(b),
                DH_CERT_ADDRESS.getU64(b),
                DH_CERT_LENGTH.getU32(b),
                SESSION_ADDRESS.getU64(b),
                SESSION_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        POLICY.putU32(b, policy);
        DH_CERT_ADDRESS.putU64(b, dhCertAddress);
        DH_CERT_LENGTH.putU32(b, dhCertLength);
        SESSION_ADDRESS.putU64(b, sessionAddress);
        SESSION_LENGTH.putU32(b, sessionLength);
        return LAYOUT.finish(b);
    }
}
