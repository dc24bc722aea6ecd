package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * A command with a command buffer, which is decoded before it is executed.
 *
 * @param <T> the decoded buffer
 */
public abstract class BufferedCommand<T> implements FirmwareCommand {
    private final CommandId id;
    private final StructCodec<T> codec;

    /**
     * A command.
     *
     * @param id its number
     * @param codec reads its buffer
     */
    protected BufferedCommand(CommandId id, StructCodec<T> codec) {
        this.id = id;
        this.codec = codec;
    }

    @Override
    public final CommandId id() {
        return id;
    }

    @Override
    public final Optional<StructLayout> layout() {
        return Optional.of(codec.layout());
    }

    @Override
    public final CommandResult execute(Bytes buffer, Platform platform) {
        return execute(codec.decode(buffer), platform);
    }

    /** As {@link #execute(Bytes, Platform)}, on the decoded buffer. */
    protected abstract CommandResult execute(T in, Platform platform);
}
