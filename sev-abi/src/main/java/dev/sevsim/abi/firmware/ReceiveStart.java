package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * RECEIVE_START (command 0x50): makes a guest context out of another platform's session.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5; lx-hdr, sevapi.
 *
 * @param handle 0 for a new key, else the guest to share a key with; out: the new handle
 * @param policy guest policy
 * @param pdhCertAddress the sender's PDH certificate
 * @param pdhCertLength exactly 0x824
 * @param sessionAddress session buffer
 * @param sessionLength exactly 0x80
 */
public record ReceiveStart(
        int handle, int policy, long pdhCertAddress, int pdhCertLength, long sessionAddress, int sessionLength) {
    private static final StructLayout L = new StructLayout("ReceiveStart");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN_OUT);
    private static final Field POLICY = L.u32(0x04, "POLICY", IN);
    private static final Field PDH_CERT_ADDRESS = L.u64(0x08, "PDH_CERT_PADDR", IN);
    private static final Field PDH_CERT_LENGTH = L.u32(0x10, "PDH_CERT_LEN", IN);

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
    public static ReceiveStart decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new ReceiveStart(
                HANDLE.getU32(b),
                POLICY.getU32(b),
                PDH_CERT_ADDRESS.getU64(b),
                PDH_CERT_LENGTH.getU32(b),
                SESSION_ADDRESS.getU64(b),
                SESSION_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        POLICY.putU32(b, policy);
        PDH_CERT_ADDRESS.putU64(b, pdhCertAddress);
        PDH_CERT_LENGTH.putU32(b, pdhCertLength);
        SESSION_ADDRESS.putU64(b, sessionAddress);
        SESSION_LENGTH.putU32(b, sessionLength);
        return LAYOUT.finish(b);
    }
}
