package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_send_start}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param policy of the guest
 * @param pdhCertAddress user address of the receiver's PDH certificate
 * @param pdhCertLength bytes
 * @param platformCertsAddress user address of the receiver's PEK, OCA and CEK certificates
 * @param platformCertsLength bytes
 * @param amdCertsAddress user address of the ASK and ARK certificates
 * @param amdCertsLength bytes
 * @param sessionAddress user address for the session
 * @param sessionLength bytes; 0 asks for the length
 */
public record KvmSevSendStart(
        int policy,
        long pdhCertAddress,
        int pdhCertLength,
        long platformCertsAddress,
        int platformCertsLength,
        long amdCertsAddress,
        int amdCertsLength,
        long sessionAddress,
        int sessionLength) {
    private static final StructLayout L = new StructLayout("KvmSevSendStart");
    private static final Field POLICY = L.u32(0x00, "policy", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field PDH_CERT_ADDRESS = L.u64(0x08, "pdh_cert_uaddr", IN);
    private static final Field PDH_CERT_LENGTH = L.u32(0x10, "pdh_cert_len", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field PLATFORM_CERTS_ADDRESS = L.u64(0x18, "plat_certs_uaddr", IN);
    private static final Field PLATFORM_CERTS_LENGTH = L.u32(0x20, "plat_certs_len", IN);

    static {
        L.reserved(0x24, 4);
    }

    private static final Field AMD_CERTS_ADDRESS = L.u64(0x28, "amd_certs_uaddr", IN);
    private static final Field AMD_CERTS_LENGTH = L.u32(0x30, "amd_certs_len", IN);

    static {
        L.reserved(0x34, 4);
    }

    private static final Field SESSION_ADDRESS = L.u64(0x38, "session_uaddr", IN);
    private static final Field SESSION_LENGTH = L.u32(0x40, "session_len", IN_OUT);

    static {
        L.reserved(0x44, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x48);

    /** Bytes on the wire. */
    public static final int SIZE = 0x48;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevSendStart decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevSendStart(
                POLICY.getU32(b),
                PDH_CERT_ADDRESS.getU64(b),
                PDH_CERT_LENGTH.getU32(b),
                PLATFORM_CERTS_ADDRESS.getU64(b),
                PLATFORM_CERTS_LENGTH.getU32(b),
                AMD_CERTS_ADDRESS.getU64(b),
                AMD_CERTS_LENGTH.getU32(b),
                SESSION_ADDRESS.getU64(b),
                SESSION_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        POLICY.putU32(b, policy);
        PDH_CERT_ADDRESS.putU64(b, pdhCertAddress);
        PDH_CERT_LENGTH.putU32(b, pdhCertLength);
        PLATFORM_CERTS_ADDRESS.putU64(b, platformCertsAddress);
        PLATFORM_CERTS_LENGTH.putU32(b, platformCertsLength);
        AMD_CERTS_ADDRESS.putU64(b, amdCertsAddress);
        AMD_CERTS_LENGTH.putU32(b, amdCertsLength);
        SESSION_ADDRESS.putU64(b, sessionAddress);
        SESSION_LENGTH.putU32(b, sessionLength);
        return LAYOUT.finish(b);
    }
}
