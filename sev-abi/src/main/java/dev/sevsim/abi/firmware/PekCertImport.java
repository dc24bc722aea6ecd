package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * PEK_CERT_IMPORT (command 0x07): puts the platform under an owner.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param pekCertAddress the PEK certificate that the owner signed
 * @param pekCertLength bytes there
 * @param ocaCertAddress the owner's certificate
 * @param ocaCertLength bytes there
 */
public record PekCertImport(long pekCertAddress, int pekCertLength, long ocaCertAddress, int ocaCertLength) {
    private static final StructLayout L = new StructLayout("PekCertImport");
    private static final Field PEK_CERT_ADDRESS = L.u64(0x00, "PEK_CERT_PADDR", IN);
    private static final Field PEK_CERT_LENGTH = L.u32(0x08, "PEK_CERT_LEN", IN);

    static {
        L.reserved(0x0C, 4);
    }

    private static final Field OCA_CERT_ADDRESS = L.u64(0x10, "OCA_CERT_PADDR", IN);
    private static final Field OCA_CERT_LENGTH = L.u32(0x18, "OCA_CERT_LEN", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x1C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x1C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static PekCertImport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new PekCertImport(
                PEK_CERT_ADDRESS.getU64(b),
                PEK_CERT_LENGTH.getU32(b),
                OCA_CERT_ADDRESS.getU64(b),
                OCA_CERT_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        PEK_CERT_ADDRESS.putU64(b, pekCertAddress);
        PEK_CERT_LENGTH.putU32(b, pekCertLength);
        OCA_CERT_ADDRESS.putU64(b, ocaCertAddress);
        OCA_CERT_LENGTH.putU32(b, ocaCertLength);
        return LAYOUT.finish(b);
    }
}
