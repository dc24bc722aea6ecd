package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct sev_user_data_pek_cert_import}: the argument of SEV_PEK_CERT_IMPORT.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param pekCertAddress user address
 * @param pekCertLength bytes
 * @param ocaCertAddress user address
 * @param ocaCertLength bytes
 */
public record SevUserDataPekCertImport(long pekCertAddress, int pekCertLength, long ocaCertAddress, int ocaCertLength) {
    private static final StructLayout L = new StructLayout("SevUserDataPekCertImport");
    private static final Field PEK_CERT_ADDRESS = L.u64(0x00, "pek_cert_address", IN);
    private static final Field PEK_CERT_LENGTH = L.u32(0x08, "pek_cert_len", IN);
    private static final Field OCA_CERT_ADDRESS = L.u64(0x0C, "oca_cert_address", IN);
    private static final Field OCA_CERT_LENGTH = L.u32(0x14, "oca_cert_len", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevUserDataPekCertImport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevUserDataPekCertImport(
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
