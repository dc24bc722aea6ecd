package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * ATTESTATION (command 0x36): a report on the launch digest, signed by the PEK.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param address where to write the report
 * @param nonce copied into the report, 16 bytes
 * @param length bytes there, at least 0xD0; out: 0xD0
 */
public record Attestation(int handle, long address, Bytes nonce, int length) {
    private static final StructLayout L = new StructLayout("Attestation");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field ADDRESS = L.u64(0x08, "PADDR", IN);
    private static final Field NONCE = L.bytes(0x10, 16, "MNONCE", IN);
    private static final Field LENGTH = L.u32(0x20, "LENGTH", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x24);

    /** Bytes on the wire. */
    public static final int SIZE = 0x24;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static Attestation decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new Attestation(HANDLE.getU32(b), ADDRESS.getU64(b), NONCE.getBytes(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        ADDRESS.putU64(b, address);
        NONCE.putBytes(b, nonce);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
