package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.RingBuffer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * RING_BUFFER (0x0F): hands over queue pages and leaves mailbox mode. INIT and WORKING.
 *
 * <p>The layout of queue entries is not known, so queue mode runs no command: the next mailbox command, whichever it is, is not
 * executed, answers RING_BUFFER_EXIT and ends the mode. This one too, so its refusal of a queue that is already there does not
 * occur. The pages of a high queue of size 0 are ignored: our choice.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>INVALID_PARAM: LOW_SIZE is not 1, or HIGH_SIZE is more than 1
 *   <li>INVALID_ADDRESS: a queue page is misaligned, outside DRAM or reserved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 1.5 and 4.1.
 */
public final class RingBufferCommand extends BufferedCommand<RingBuffer> {
    public RingBufferCommand() {
        super(CommandId.RING_BUFFER, RingBuffer.CODEC);
    }

    @Override
    protected CommandResult execute(RingBuffer in, Platform platform) {
        Map<String, Long> pages = pages(in);
        Checks checks = Checks.of(platform, Sources.RING_BUFFER)
                .initialised()
                .reject(in.lowSize() != 1 || in.highSize() > 1, () -> wrongSizes(in));
        pages.forEach((field, address) -> checks.aligned(field, Page.SIZE, address));
        pages.forEach((field, address) -> checks.that(() -> platform.memory()
                .rangeFault(address, Page.SIZE)
                .map(fault -> Refusals.address(field, fault, Sources.RING_BUFFER))));
        return checks.then(() -> {
            platform.enterQueueMode();
            return Completed.silently();
        });
    }

    private static Refused wrongSizes(RingBuffer in) {
        return Refused.of(
                SevStatus.INVALID_PARAM,
                "LOW_SIZE must be 1 and HIGH_SIZE 0 or 1",
                "LOW_SIZE " + in.lowSize() + ", HIGH_SIZE " + in.highSize(),
                Sources.RING_BUFFER);
    }

    private static Map<String, Long> pages(RingBuffer in) {
        Map<String, Long> pages = new LinkedHashMap<>();
        pages.put("LOW_CMD_PADDR", in.lowCommandPage());
        pages.put("LOW_STATUS_PADDR", in.lowStatusPage());
        if (in.highSize() == 1) {
            pages.put("HIGH_CMD_PADDR", in.highCommandPage());
            pages.put("HIGH_STATUS_PADDR", in.highStatusPage());
        }
        return pages;
    }
}
