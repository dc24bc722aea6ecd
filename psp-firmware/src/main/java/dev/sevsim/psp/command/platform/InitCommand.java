package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.command.platform.PlatformInitialiser.Request;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * INIT (0x01): loads or makes the identity, takes all ASIDs away, and enables SEV-ES if asked to. UNINIT only.
 *
 * <p>A refusal after the option checks leaves the identity saved and the ASIDs waiting for a flush; the platform stays
 * UNINIT.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in UNINIT
 *   <li>HWERROR_PLATFORM: memory encryption is off on a core
 *   <li>INVALID_CONFIG: a reserved field or option bit is set
 *   <li>SECURE_DATA_INVALID: the store fails its integrity check and was erased
 *   <li>HWERROR_PLATFORM: the store cannot be read or written
 *   <li>INVALID_ADDRESS: the trusted memory region is misaligned or cannot be used
 *   <li>INVALID_LENGTH: TMR_LENGTH is not 0x100000
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
public final class InitCommand extends FirmwareCommand {
    public InitCommand() {
        super(CommandId.INIT, Init.LAYOUT, WriteBack.NEVER);
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        Init in = Init.CODEC.decode(buffer);
        Optional<Refused> refusal = PlatformInitialiser.check(in.options(), Init.LAYOUT, buffer, platform);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return PlatformInitialiser.initialise(new Request(in.options(), in.tmrAddress(), in.tmrLength(), 0), platform);
    }
}
