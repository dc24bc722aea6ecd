package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * PDH_CERT_EXPORT (command 0x08): hands out the PDH certificate and the chain above it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param pdhCertAddress where to write the PDH certificate
 * @param pdhCertLength bytes there; out: bytes needed or written
 * @param certsAddress where to write PEK, OCA and CEK
 * @param certsLength bytes there; out: bytes needed or written
 */
public record PdhCertExport(long pdhCertAddress, int pdhCertLength, long certsAddress, int certsLength) {
    private static final StructLayout L = new StructLayout("PdhCertExport");
    private static final Field PDH_CERT_ADDRESS = L.u64(0x00, "PDH_CERT_PADDR", IN);
    private static final Field PDH_CERT_LENGTH = L.u32(0x08, "PDH_CERT_LEN", IN_OUT);

    static {
        L.reserved(0x0C, 4);
    }

    private static final Field CERTS_ADDRESS = L.u64(0x10, "CERTS_PADDR", IN);
    private static final Field CERTS_LENGTH = L.u32(0x18, "CERTS_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x1C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x1C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static PdhCertExport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new PdhCertExport(
                PDH_CERT_ADDRESS.getU64(b), PDH_CERT_LENGTH.getU32(b), CERTS_ADDRESS.getU64(b), CERTS_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        PDH_CERT_ADDRESS.putU64(b, pdhCertAddress);
        PDH_CERT_LENGTH.putU32(b, pdhCertLength);
        CERTS_ADDRESS.putU64(b, certsAddress);
        CERTS_LENGTH.putU32(b, certsLength);
        return LAYOUT.finish(b);
    }
}
