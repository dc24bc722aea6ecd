package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import java.util.function.IntFunction;

/**
 * A sub-command whose firmware command takes the guest's handle alone. The pointer to a structure is ignored, and the
 * guest's state is checked by the firmware.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7.
 */
abstract class SevHandleIoctl extends SevIoctl {
    private final CommandId command;
    private final IntFunction<Bytes> buffer;

    /** A sub-command; {@code buffer} makes the command buffer from a handle. */
    SevHandleIoctl(KvmSevCommandId id, CommandId command, IntFunction<Bytes> buffer) {
        super(id);
        this.command = command;
        this.buffer = buffer;
    }

    @Override
    public final void run(SevCall call) {
        call.vm().requireActive();
        call.issue(command, buffer.apply(call.vm().handle())).requireSuccess();
    }
}
