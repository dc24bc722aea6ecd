package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * {@code struct kvm_sev_send_update_data}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param headerAddress user address
 * @param headerLength bytes; 0 asks for the length
 * @param guestAddress user address in one of the guest's pages
 * @param guestLength bytes
 * @param transportAddress user address
 * @param transportLength bytes; 0 asks for the length
 */
public record KvmSevSendUpdateData(
        long headerAddress,
        int headerLength,
        long guestAddress,
        int guestLength,
        long transportAddress,
        int transportLength) {
    private static final StructLayout L = new StructLayout("KvmSevSendUpdateData");
    private static final Field HEADER_ADDRESS = L.u64(0x00, "hdr_uaddr", IN);
    private static final Field HEADER_LENGTH = L.u32(0x08, "hdr_len", IN_OUT);

    static {
        L.reserved(0x0C, 4);
    }

    private static final Field GUEST_ADDRESS = L.u64(0x10, "guest_uaddr", IN);
    private static final Field GUEST_LENGTH = L.u32(0x18, "guest_len", IN);

    static {
        L.reserved(0x1C, 4);
    }

    private static final Field TRANSPORT_ADDRESS = L.u64(0x20, "trans_uaddr", IN);
    private static final Field TRANSPORT_LENGTH = L.u32(0x28, "trans_len", IN_OUT);

    static {
        L.reserved(0x2C, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x30);

    /** Bytes on the wire. */
    public static final int SIZE = 0x30;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSevSendUpdateData decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSevSendUpdateData(
                HEADER_ADDRESS.getU64(b),
                HEADER_LENGTH.getU32(b),
                GUEST_ADDRESS.getU64(b),
                GUEST_LENGTH.getU32(b),
                TRANSPORT_ADDRESS.getU64(b),
                TRANSPORT_LENGTH.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HEADER_ADDRESS.putU64(b, headerAddress);
        HEADER_LENGTH.putU32(b, headerLength);
        GUEST_ADDRESS.putU64(b, guestAddress);
        GUEST_LENGTH.putU32(b, guestLength);
        TRANSPORT_ADDRESS.putU64(b, transportAddress);
        TRANSPORT_LENGTH.putU32(b, transportLength);
        return LAYOUT.finish(b);
    }
}
