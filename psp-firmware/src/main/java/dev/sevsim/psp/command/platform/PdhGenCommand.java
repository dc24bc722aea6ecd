package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.keys.KeyStore;

/**
 * PDH_GEN (0x09): makes a new PDH. INIT and WORKING.
 *
 * <p>Sessions that owners made for the old PDH cannot be opened any more. When the new one cannot be saved, the old one stays.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is in UNINIT
 *   <li>HWERROR_PLATFORM: the new identity cannot be saved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
public final class PdhGenCommand extends IdentityCommand {
    public PdhGenCommand() {
        super(CommandId.PDH_GEN, Checks::initialised, KeyStore::generatePdh);
    }
}
