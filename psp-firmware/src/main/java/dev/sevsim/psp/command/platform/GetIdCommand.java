package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * GET_ID (0x0C): writes the chip's id, under which AMD's key distribution service has its CEK. Any state.
 *
 * <p>A machine has one socket here, so that 64 bytes are written and told whatever there was room for.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_LENGTH: ID_LEN is less than 0x40
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at ID_PADDR cannot be copied
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 4.0 and 4.1.
 */
final class GetIdCommand extends BufferedCommand<GetId> {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 4.1";
    private static final int ID_SIZE = 0x40;

    GetIdCommand() {
        super(CommandId.GET_ID, GetId.CODEC);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
    }

    @Override
    protected CommandResult execute(GetId in, Platform platform) {
        Bytes answer = new GetId(in.idAddress(), ID_SIZE).encode();
        if (Integer.compareUnsigned(in.idLength(), ID_SIZE) < 0) {
            return Refusals.length("ID_LEN", "at least 0x40", in.idLength(), SOURCE)
                    .answering(answer);
        }
        Optional<AddressFault> fault = platform.memory().copyFault(in.idAddress(), ID_SIZE);
        if (fault.isPresent()) {
            return Refusals.address("ID_PADDR", fault.get(), SOURCE);
        }
        platform.memory().write(in.idAddress(), platform.keys().chipId());
        return new Completed(answer);
    }
}
