package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * SEND_START (command 0x40): opens a channel to another platform.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param pdhCertAddress the receiver's PDH certificate
 * @param pdhCertLength 0x824
 * @param platformCertsAddress the receiver's PEK, OCA and CEK
 * @param platformCertsLength 0x186C
 * @param amdCertsAddress ASK and ARK
 * @param amdCertsLength 0x680 or 0xC80
 * @param sessionAddress where to write the session
 * @param sessionLength exactly 0x80
 */
public record SendStart(
        int handle,
        int policy,
        long pdhCertAddress,
        int pdhCertLength,
        long platformCertsAddress,
        int platformCertsLength,
        long amdCertsAddress,
        int amdCertsLength,
        long sessionAddress,
        int sessionLength) {
    private static final StructLayout L = new StructLayout("SendStart");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field POLICY = L.u32(0x04, "POLICY", OUT);
    private static final Field PDH_CERT_ADDRESS = L.u64(0x08, "PDH_CERT_PADDR", IN);
    private static final Field PDH_CERT_LENGTH = L.u32(0x10, "PDH_CERT_LEN", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field PLATFORM_CERTS_ADDRESS = L.u64(0x18, "PLAT_CERTS_PADDR", IN);
    private static final Field PLATFORM_CERTS_LENGTH = L.u32(0x20, "PLAT_CERTS_LEN", IN);

    static {
        L.reserved(0x24, 4);
    }

    private static final Field AMD_CERTS_ADDRESS = L.u64(0x28, "AMD_CERTS_PADDR", IN);
    private static final Field AMD_CERTS_LENGTH = L.u32(0x30, "AMD_CERTS_LEN", IN);

    static {
        L.reserved(0x34, 4);
    }

    private static final Field SESSION_ADDRESS = L.u64(0x38, "SESSION_PADDR", IN);
    private static final Field SESSION_LENGTH = L.u32(0x40, "SESSION_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x44);

    /** Bytes on the wire. */
    public static final int SIZE = 0x44;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SendStart decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SendStart(
                HANDLE.getU32(b),
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
        HANDLE.putU32(b, handle);
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
