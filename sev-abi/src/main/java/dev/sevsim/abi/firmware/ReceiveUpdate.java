package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * RECEIVE_UPDATE_DATA and RECEIVE_UPDATE_VMSA (commands 0x51 and 0x52): decrypts a packet into guest memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param headerAddress packet header
 * @param headerLength at least 0x34
 * @param guestAddress destination, 16-byte aligned
 * @param guestLength plaintext bytes
 * @param transportAddress ciphertext
 * @param transportLength ciphertext bytes
 */
public record ReceiveUpdate(
        int handle,
        long headerAddress,
        int headerLength,
        long guestAddress,
        int guestLength,
        long transportAddress,
        int transportLength) {
    private static final StructLayout L = new StructLayout("ReceiveUpdate");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field HEADER_ADDRESS = L.u64(0x08, "HDR_PADDR", IN);
    private static final Field HEADER_LENGTH = L.u32(0x10, "HDR_LEN", IN);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field GUEST_ADDRESS = L.u64(0x18, "GUEST_PADDR", IN);
    private static final Field GUEST_LENGTH = L.u32(0x20, "GUEST_LEN", IN);

    static {
        L.reserved(0x24, 4);
    }

    private static final Field TRANSPORT_ADDRESS = L.u64(0x28, "TRANS_PADDR", IN);
    private static final Field TRANSPORT_LENGTH = L.u32(0x30, "TRANS_LEN", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x34);

    /** Bytes on the wire. */
    public static final int SIZE = 0x34;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static ReceiveUpdate decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new ReceiveUpdate(
                HANDLE.getU32(b),
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
        HANDLE.putU32(b, handle);
        HEADER_ADDRESS.putU64(b, headerAddress);
        HEADER_LENGTH.putU32(b, headerLength);
        GUEST_ADDRESS.putU64(b, guestAddress);
        GUEST_LENGTH.putU32(b, guestLength);
        TRANSPORT_ADDRESS.putU64(b, transportAddress);
        TRANSPORT_LENGTH.putU32(b, transportLength);
        return LAYOUT.finish(b);
    }
}
