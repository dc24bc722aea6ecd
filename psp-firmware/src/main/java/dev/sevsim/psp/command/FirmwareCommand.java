package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/** One command of the firmware; most have a buffer and extend {@link BufferedCommand}. */
public abstract class FirmwareCommand {
    private final CommandId id;
    private final Optional<StructLayout> layout;
    private final WriteBack writeBack;
    private final boolean hasInputs;

    /** A command without a buffer. */
    protected FirmwareCommand(CommandId id) {
        this(id, Optional.empty(), WriteBack.NEVER);
    }

    /**
     * A command with a buffer.
     *
     * @param id its number
     * @param layout the fields of its buffer
     * @param writeBack when the buffer is written back
     */
    protected FirmwareCommand(CommandId id, StructLayout layout, WriteBack writeBack) {
        this(id, Optional.of(layout), writeBack);
    }

    private FirmwareCommand(CommandId id, Optional<StructLayout> layout, WriteBack writeBack) {
        this.id = id;
        this.layout = layout;
        this.writeBack = writeBack;
        hasInputs = layout.stream()
                .flatMap(structure -> structure.fields().stream())
                .anyMatch(field -> !field.reserved() && field.direction() != Direction.OUT);
    }

    /** Its number and the size of its buffer. */
    public final CommandId id() {
        return id;
    }

    /** The fields of its buffer; empty for a command without one. */
    public final Optional<StructLayout> layout() {
        return layout;
    }

    /** Whether its buffer has a field that it reads. */
    public final boolean hasInputs() {
        return hasInputs;
    }

    /** When its buffer is written back. */
    public final WriteBack writeBack() {
        return writeBack;
    }

    /**
     * Checks in the documented order, then acts. A refusal changes nothing unless the command documents otherwise.
     *
     * @param buffer the command buffer; empty for a command without one, zero for one that only answers
     */
    public abstract CommandResult execute(Bytes buffer, Platform platform);
}
