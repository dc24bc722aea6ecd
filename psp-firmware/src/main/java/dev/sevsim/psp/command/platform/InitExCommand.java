package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.command.platform.PlatformInitialiser.Request;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * INIT_EX (0x0D): INIT whose persistent store may be memory that the host keeps in a file. UNINIT only.
 *
 * <p>Until SHUTDOWN every change of the identity is saved in that memory, and the SPI store is left alone.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in UNINIT
 *   <li>HWERROR_PLATFORM: memory encryption is off on a core
 *   <li>INVALID_CONFIG: a reserved field or option bit is set
 *   <li>INVALID_LENGTH: LENGTH is not 0x24
 *   <li>INVALID_PARAM, INVALID_ADDRESS: NV_PADDR is misaligned, or its range cannot be copied
 *   <li>INVALID_LENGTH: NV_LENGTH is not 0x8000
 *   <li>SECURE_DATA_INVALID: the store fails its integrity check and was erased
 *   <li>HWERROR_PLATFORM: the store cannot be read or written
 *   <li>INVALID_ADDRESS: the trusted memory region overlaps the NV area, is misaligned or cannot be used
 *   <li>INVALID_LENGTH: TMR_LENGTH is not 0x100000
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, steps 1 to 7; the rest in {@link PlatformInitialiser}.
 */
public final class InitExCommand extends FirmwareCommand {
    private static final int NV_ALIGNMENT = Page.SIZE;

    public InitExCommand() {
        super(CommandId.INIT_EX, InitEx.LAYOUT, WriteBack.NEVER);
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        InitEx in = InitEx.CODEC.decode(buffer);
        Optional<Refused> refusal = PlatformInitialiser.check(in.options(), InitEx.LAYOUT, buffer, platform)
                .or(() -> checkArea(in, platform.memory()));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return PlatformInitialiser.initialise(
                new Request(in.options(), in.tmrAddress(), in.tmrLength(), in.nvAddress()), platform);
    }

    private static Optional<Refused> checkArea(InitEx in, HostMemory memory) {
        if (in.length() != InitEx.SIZE) {
            return Optional.of(Refusals.length("LENGTH", "0x24", in.length(), Sources.PLATFORM));
        }
        if (in.nvAddress() == 0) {
            return Optional.empty();
        }
        if ((in.nvAddress() & NV_ALIGNMENT - 1) != 0) {
            return Optional.of(Refusals.misaligned("NV_PADDR", NV_ALIGNMENT, in.nvAddress(), Sources.PLATFORM));
        }
        Optional<AddressFault> fault = memory.copyFault(in.nvAddress(), NvStorage.SIZE);
        if (fault.isPresent()) {
            return Optional.of(Refusals.address("NV_PADDR", fault.get(), Sources.PLATFORM));
        }
        return in.nvLength() == NvStorage.SIZE
                ? Optional.empty()
                : Optional.of(Refusals.length("NV_LENGTH", "0x8000", in.nvLength(), Sources.PLATFORM));
    }
}
