package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/** One command of the firmware; most have a buffer and extend {@link BufferedCommand}. */
public interface FirmwareCommand {
    /** Its number and the size of its buffer. */
    CommandId id();

    /** The fields of its buffer; empty for a command without one. */
    default Optional<StructLayout> layout() {
        return Optional.empty();
    }

    /** When its buffer is written back. */
    default WriteBack writeBack() {
        return WriteBack.NEVER;
    }

    /**
     * Checks in the documented order, then acts. A refusal changes nothing unless the command documents otherwise.
     *
     * @param buffer the command buffer; empty for a command without one, zero for one that only answers
     */
    CommandResult execute(Bytes buffer, Platform platform);
}
