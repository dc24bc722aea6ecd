package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.Platform;
import java.util.List;

/**
 * DF_FLUSH (0x0A): makes ASIDs usable again once the caches were written back. Any state.
 *
 * <p>Core complexes that are ready are freed even if others make the answer WBINVD_REQUIRED. The first success after an INIT
 * with ES puts the trusted memory region to use.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>WBINVD_REQUIRED: a core has not executed WBINVD since INIT or DEACTIVATE
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.4.
 */
public final class DfFlushCommand extends FirmwareCommand {
    public DfFlushCommand() {
        super(CommandId.DF_FLUSH);
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        List<Integer> waiting = platform.asids().flush();
        if (!waiting.isEmpty()) {
            return Refused.of(
                    SevStatus.WBINVD_REQUIRED,
                    "every core must have executed WBINVD since INIT or DEACTIVATE",
                    "cores without WBINVD: " + waiting,
                    Sources.DF_FLUSH);
        }
        platform.memory().armTrustedRegion();
        return Completed.silently();
    }
}
