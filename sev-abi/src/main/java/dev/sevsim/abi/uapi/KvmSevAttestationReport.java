package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_attestation_report}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param mnonce 16 bytes that the report repeats
 * @param address user address
 * @param length bytes; 0 asks for the length
 */
public record KvmSevAttestationReport(Bytes mnonce, long address, int length) {
    private static final StructLayout L = new StructLayout("KvmSevAttestationReport");
    private static final Field MNONCE = L.bytes(0x00, 16, "mnonce", IN);
    private static final Field ADDRESS = L.u64(0x10, "uaddr", IN);
    private static final Field LENGTH = L.u32(0x18, "len", IN_OUT);

    static {
        L.reserved(0x1C, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x20);

    /** Bytes on the wire. */
    public static final int SIZE = 0x20;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevAttestationReport decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevAttestationReport(MNONCE.getBytes(b), ADDRESS.getU64(b), LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        MNONCE.putBytes(b, mnonce);
        ADDRESS.putU64(b, address);
        LENGTH.putU32(b, length);
        return LAYOUT.finish(b);
    }
}
