package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;
import java.util.function.Function;

/**
 * A command with a command buffer, which is decoded before it is executed.
 *
 * @param <T> the decoded buffer
 */
public abstract class BufferedCommand<T> implements FirmwareCommand {
    private final CommandId id;
    private final StructLayout layout;
    private final Function<Bytes, T> decode;

    /**
     * A command.
     *
     * @param id its number
     * @param layout the fields of its buffer
     * @param decode reads a buffer of exactly the layout's size
     */
    protected BufferedCommand(CommandId id, StructLayout layout, Function<Bytes, T> decode) {
        this.id = id;
        this.layout = layout;
        this.decode = decode;
    }

    @Override
    public final CommandId id() {
        return id;
    }

    @Override
    public final Optional<StructLayout> layout() {
        return Optional.of(layout);
    }

    @Override
    public final CommandResult execute(Bytes buffer, Platform platform) {
        return execute(decode.apply(buffer), platform);
    }

    /** As {@link #execute(Bytes, Platform)}, on the decoded buffer. */
    protected abstract CommandResult execute(T in, Platform platform);
}
