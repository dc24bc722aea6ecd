package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.keys.KeyStore;

/**
 * PLATFORM_RESET (0x03): erases the SPI store, so that the next INIT makes a new identity. UNINIT only.
 *
 * <p>The chip keeps its CEK and its id, which are those of the fuses. A store that a host keeps for INIT_EX is not touched.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in UNINIT
 *   <li>HWERROR_PLATFORM: the store cannot be erased
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.7 and 4.1.
 */
public final class PlatformResetCommand extends IdentityCommand {
    public PlatformResetCommand() {
        super(CommandId.PLATFORM_RESET, Checks::uninitialised, KeyStore::reset);
    }
}
