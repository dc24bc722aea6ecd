package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Platform;

/**
 * GET_ID (0x0C): writes the chip's id, under which AMD's key distribution service has its CEK. Any state.
 *
 * <p>A machine has one socket here, so that ID_LEN is answered with 0x40 however much room there was.
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
public final class GetIdCommand extends BufferedCommand<GetId> {
    private static final int ID_SIZE = 0x40;

    public GetIdCommand() {
        super(CommandId.GET_ID, GetId.CODEC, WriteBack.ON_SUCCESS_OR_SHORT_BUFFER);
    }

    @Override
    protected CommandResult execute(GetId in, Platform platform) {
        Bytes answer = new GetId(in.idAddress(), ID_SIZE).encode();
        return Checks.of(platform, Sources.PLATFORM)
                .room("ID_LEN", ID_SIZE, in.idLength(), () -> answer)
                .copyable("ID_PADDR", in.idAddress(), ID_SIZE)
                .then(() -> {
                    platform.memory().write(in.idAddress(), platform.keys().chipId());
                    return new Completed(answer);
                });
    }
}
