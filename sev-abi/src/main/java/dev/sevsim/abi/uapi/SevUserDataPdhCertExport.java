package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct sev_user_data_pdh_cert_export}: the argument of SEV_PDH_CERT_EXPORT.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.3.
 *
 * @param pdhCertAddress user address
 * @param pdhCertLength bytes
 * @param certChainAddress user address
 * @param certChainLength bytes
 */
public record SevUserDataPdhCertExport(
        long pdhCertAddress, int pdhCertLength, long certChainAddress, int certChainLength) {
    private static final StructLayout L = new StructLayout("SevUserDataPdhCertExport");
    private static final Field PDH_CERT_ADDRESS = L.u64(0x00, "pdh_cert_address", IN);
    private static final Field PDH_CERT_LENGTH = L.u32(0x08, "pdh_cert_len", IN_OUT);
    private static final Field CERT_CHAIN_ADDRESS = L.u64(0x0C, "cert_chain_address", IN);
    private static final Field CERT_CHAIN_LENGTH = L.u32(0x14, "cert_chain_len", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x18);

    /** Bytes on the wire. */
    public static final int SIZE = 0x18;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SevUserDataPdhCertExport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SevUserDataPdhCertExport(
                PDH_CERT_ADDRESS.getU64(b),
                PDH_CERT_LENGTH.getU32(b),
                CERT_CHAIN_ADDRESS.getU64(b),
                CERT_CHAIN_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        PDH_CERT_ADDRESS.putU64(b, pdhCertAddress);
        PDH_CERT_LENGTH.putU32(b, pdhCertLength);
        CERT_CHAIN_ADDRESS.putU64(b, certChainAddress);
        CERT_CHAIN_LENGTH.putU32(b, certChainLength);
        return LAYOUT.finish(b);
    }
}
