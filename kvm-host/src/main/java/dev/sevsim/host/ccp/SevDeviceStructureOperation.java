package dev.sevsim.host.ccp;

import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import java.util.function.Consumer;

/**
 * A command that reads a structure of user space: the caller is checked first, then the structure is copied in.
 *
 * @param <T> the structure
 */
abstract class SevDeviceStructureOperation<T> extends SevDeviceOperation {
    private final StructCodec<T> codec;
    private final Consumer<SevDeviceCall> check;

    /** A command whose {@code data} points to such a structure; {@code check} refuses a call before it is read. */
    SevDeviceStructureOperation(SevDeviceCommand id, StructCodec<T> codec, Consumer<SevDeviceCall> check) {
        super(id, codec.layout());
        this.codec = codec;
        this.check = check;
    }

    @Override
    public final void run(SevDeviceCall call) {
        check.accept(call);
        run(call, codec.decode(call.copyIn(codec.layout().size())));
    }

    /**
     * Runs with the structure as the caller passed it.
     *
     * @throws dev.sevsim.host.kernel.ErrnoException when it fails
     */
    abstract void run(SevDeviceCall call, T user);
}
