package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.psp.platform.Platform;

/**
 * A command with a command buffer, which is decoded before it is executed.
 *
 * @param <T> the decoded buffer
 */
public abstract class BufferedCommand<T> extends FirmwareCommand {
    private final StructCodec<T> codec;

    /** A command whose buffer is only read. */
    protected BufferedCommand(CommandId id, StructCodec<T> codec) {
        this(id, codec, WriteBack.NEVER);
    }

    /**
     * A command.
     *
     * @param id its number
     * @param codec reads its buffer
     * @param writeBack when the buffer is written back
     */
    protected BufferedCommand(CommandId id, StructCodec<T> codec, WriteBack writeBack) {
        super(id, codec.layout(), writeBack);
        this.codec = codec;
    }

    @Override
    public final CommandResult execute(Bytes buffer, Platform platform) {
        return execute(codec.decode(buffer), platform);
    }

    /** As {@link #execute(Bytes, Platform)}, on the decoded buffer. */
    protected abstract CommandResult execute(T in, Platform platform);
}
