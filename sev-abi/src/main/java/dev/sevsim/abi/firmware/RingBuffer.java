package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

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
@Struct(size = 0x28)
public record RingBuffer(
        @Wire(at = 0x00, name = "LOW_CMD_PADDR") long lowCommandPage,
        @Wire(at = 0x08, name = "LOW_STATUS_PADDR") long lowStatusPage,
        @Wire(at = 0x10, name = "HIGH_CMD_PADDR") long highCommandPage,
        @Wire(at = 0x18, name = "HIGH_STATUS_PADDR") long highStatusPage,
        @Wire(at = 0x20, size = 1, name = "LOW_SIZE") int lowSize,
        @Wire(at = 0x21, size = 1, name = "HIGH_SIZE") int highSize,
        @Wire(at = 0x22, size = 2, name = "LOW_THRESHOLD") int lowThreshold,
        @Wire(at = 0x24, size = 2, name = "HIGH_THRESHOLD") int highThreshold,
        @Wire(at = 0x26, size = 2, name = "FLAGS") int flags)
        implements RingBufferWire {}
