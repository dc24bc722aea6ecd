package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * DBG_DECRYPT (0x60): writes plaintext of guest memory where the host can read it. WORKING, active; any guest state.
 *
 * <p>Alignment and length come before the handle. LENGTH 0 passes there and fails once there is something to copy. It gives
 * INVALID_LENGTH, as its real answer is not known, and ranges that overlap are moved as if the whole source were read first: our
 * choices.
 * The C-bit of the destination picks its key.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
final class DbgDecryptCommand implements FirmwareCommand {

    @Override
    public CommandId id() {
        return CommandId.DBG_DECRYPT;
    }

    @Override
    public Optional<StructLayout> layout() {
        return Optional.of(DebugTransfer.LAYOUT);
    }

    @Override
    public WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    @Override
    public CommandResult execute(Bytes buffer, Platform platform) {
        DebugTransfer in = DebugTransfer.decode(buffer);
        Optional<Refused> refusal = DebugChecks.check(in, platform);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        int asid = platform.guest(in.handle()).orElseThrow().asid();
        HostMemory memory = platform.memory();
        byte[] plaintext = memory.readGuest(asid, in.sourceAddress(), in.length());
        memory.writeArray(in.destinationAddress(), plaintext);
        platform.release(plaintext);
        return Completed.silently();
    }
}
