package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * SEND_UPDATE_DATA and SEND_UPDATE_VMSA (commands 0x41 and 0x42): encrypts guest memory for the channel.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; sevapi.
 *
 * @param handle guest handle
 * @param headerAddress where to write the packet header
 * @param headerLength at least 0x34; out: 0x34
 * @param guestAddress guest memory, 16-byte aligned
 * @param guestLength bytes of guest memory
 * @param transportAddress where to write the ciphertext
 * @param transportLength bytes at {@code transportAddress}; out on a length query: GUEST_LEN
 */
public record SendUpdate(
        int handle,
        long headerAddress,
        int headerLength,
        long guestAddress,
        int guestLength,
        long transportAddress,
        int transportLength) {
    private static final StructLayout L = new StructLayout("SendUpdate");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field HEADER_ADDRESS = L.u64(0x08, "HDR_PADDR", IN);
    private static final Field HEADER_LENGTH = L.u32(0x10, "HDR_LEN", IN_OUT);

    static {
        L.reserved(0x14, 4);
    }

    private static final Field GUEST_ADDRESS = L.u64(0x18, "GUEST_PADDR", IN);
    private static final Field GUEST_LENGTH = L.u32(0x20, "GUEST_LEN", IN);

    static {
        L.reserved(0x24, 4);
    }

    private static final Field TRANSPORT_ADDRESS = L.u64(0x28, "TRANS_PADDR", IN);
    private static final Field TRANSPORT_LENGTH = L.u32(0x30, "TRANS_LEN", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x34);

    /** Bytes on the wire. */
    public static final int SIZE = 0x34;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SendUpdate decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SendUpdate(
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
