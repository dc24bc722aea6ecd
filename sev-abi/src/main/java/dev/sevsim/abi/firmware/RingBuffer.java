package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * RING_BUFFER (command 0x0F): hands over queues and leaves mailbox mode.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; sevapi.
 *
 * @param lowCommandPage command page of the low queue
 * @param lowStatusPage status page of the low queue
 * @param highCommandPage command page of the high queue
 * @param highStatusPage status page of the high queue
 * @param lowSize pages of the low queue, exactly 1
 * @param highSize pages of the high queue, 0 or 1
 * @param lowThreshold threshold of the low queue
 * @param highThreshold threshold of the high queue
 * @param flags bit 0: interrupt when empty
 */
public record RingBuffer(
        long lowCommandPage,
        long lowStatusPage,
        long highCommandPage,
        long highStatusPage,
        int lowSize,
        int highSize,
        int lowThreshold,
        int highThreshold,
        int flags) {
    private static final StructLayout L = new StructLayout("RingBuffer");
    private static final Field LOW_COMMAND_PAGE = L.u64(0x00, "LOW_CMD_PADDR", IN);
    private static final Field LOW_STATUS_PAGE = L.u64(0x08, "LOW_STATUS_PADDR", IN);
    private static final Field HIGH_COMMAND_PAGE = L.u64(0x10, "HIGH_CMD_PADDR", IN);
    private static final Field HIGH_STATUS_PAGE = L.u64(0x18, "HIGH_STATUS_PADDR", IN);
    private static final Field LOW_SIZE = L.u8(0x20, "LOW_SIZE", IN);
    private static final Field HIGH_SIZE = L.u8(0x21, "HIGH_SIZE", IN);
    private static final Field LOW_THRESHOLD = L.u16(0x22, "LOW_THRESHOLD", IN);
    private static final Field HIGH_THRESHOLD = L.u16(0x24, "HIGH_THRESHOLD", IN);
    private static final Field FLAGS = L.u16(0x26, "FLAGS", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x28);

    /** Bytes on the wire. */
    public static final int SIZE = 0x28;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static RingBuffer decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new RingBuffer(
                LOW_COMMAND_PAGE.getU64(b),
                LOW_STATUS_PAGE.getU64(b),
                HIGH_COMMAND_PAGE.getU64(b),
                HIGH_STATUS_PAGE.getU64(b),
                LOW_SIZE.getU8(b),
                HIGH_SIZE.getU8(b),
                LOW_THRESHOLD.getU16(b),
                HIGH_THRESHOLD.getU16(b),
                FLAGS.getU16(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        LOW_COMMAND_PAGE.putU64(b, lowCommandPage);
        LOW_STATUS_PAGE.putU64(b, lowStatusPage);
        HIGH_COMMAND_PAGE.putU64(b, highCommandPage);
        HIGH_STATUS_PAGE.putU64(b, highStatusPage);
        LOW_SIZE.putU8(b, lowSize);
        HIGH_SIZE.putU8(b, highSize);
        LOW_THRESHOLD.putU16(b, lowThreshold);
        HIGH_THRESHOLD.putU16(b, highThreshold);
        FLAGS.putU16(b, flags);
        return LAYOUT.finish(b);
    }
}
