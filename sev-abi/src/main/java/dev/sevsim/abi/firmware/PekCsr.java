package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * PEK_CSR (command 0x06): asks for the certificate that a platform owner signs.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param csrAddress where to write it
 * @param csrLength bytes there; out: bytes needed or written
 */
public record PekCsr(long csrAddress, int csrLength) {
    private static final StructLayout L = new StructLayout("PekCsr");
    private static final Field CSR_ADDRESS = L.u64(0x00, "CSR_PADDR", IN);
    private static final Field CSR_LENGTH = L.u32(0x08, "CSR_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x0C);

    /** Bytes on the wire. */
    public static final int SIZE = 0x0C;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static PekCsr decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new PekCsr(CSR_ADDRESS.getU64(b), CSR_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        CSR_ADDRESS.putU64(b, csrAddress);
        CSR_LENGTH.putU32(b, csrLength);
        return LAYOUT.finish(b);
    }
}
