package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.keys.KeyStore;

/**
 * PEK_GEN (0x05): makes a new OCA, PEK and PDH. INIT only.
 *
 * <p>The platform is self-owned afterwards, also if it had an owner. When the new identity cannot be saved, the old one stays.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in INIT
 *   <li>HWERROR_PLATFORM: the new identity cannot be saved
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
public final class PekGenCommand extends IdentityCommand {
    public PekGenCommand() {
        super(CommandId.PEK_GEN, Checks::inInit, KeyStore::generate);
    }
}
