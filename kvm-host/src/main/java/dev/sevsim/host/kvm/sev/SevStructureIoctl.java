package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.layout.StructCodec;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.function.Consumer;

/**
 * A sub-command that reads a structure of user space: the state of the VM is checked first, then the structure is
 * copied in.
 *
 * @param <T> the structure
 */
abstract class SevStructureIoctl<T> extends SevIoctl {
    private final StructCodec<T> codec;
    private final Consumer<SevVm> stateCheck;

    /** A sub-command of initialised guests whose {@code data} points to such a structure. */
    SevStructureIoctl(KvmSevCommandId id, StructCodec<T> codec) {
        this(id, codec, SevVm::requireActive);
    }

    /** As the other; {@code stateCheck} refuses a VM in another state. */
    SevStructureIoctl(KvmSevCommandId id, StructCodec<T> codec, Consumer<SevVm> stateCheck) {
        super(id, codec.layout());
        this.codec = codec;
        this.stateCheck = stateCheck;
    }

    @Override
    public final void run(SevCall call) {
        stateCheck.accept(call.vm());
        run(call, codec.decode(call.copyIn(codec.layout())));
    }

    /**
     * Runs with the structure as the caller passed it.
     *
     * @throws ErrnoException when it fails
     */
    abstract void run(SevCall call, T user);
}
