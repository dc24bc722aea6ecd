package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.StructFields;
import dev.sevsim.host.kernel.TracedCall;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Optional;

/**
 * KVM_MEMORY_ENCRYPT_OP: finds the sub-command, runs it, and copies the header back, except for an unknown sub-command.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.2.
 */
public final class SevDispatcher {
    private final SevPlatform platform;
    private final SevIoctlTable ioctls;

    /** The sub-commands of this host. */
    public SevDispatcher(SevPlatform platform) {
        this.platform = platform;
        this.ioctls = SevIoctlTable.of(platform.kernel());
    }

    /** Runs the ioctl; a null argument probes for SEV. */
    public long run(SevVm vm, HostProcess process, long argument) {
        if (!platform.sevAvailable()) {
            throw new ErrnoException(Errno.ENOTTY, "SEV is off");
        }
        if (argument == 0) {
            return 0;
        }
        Bytes raw = process.copyIn(argument, KvmSevCmd.SIZE);
        vm.lock().lock();
        try {
            return runLocked(vm, process, argument, raw);
        } finally {
            vm.lock().unlock();
        }
    }

    private long runLocked(SevVm vm, HostProcess process, long argument, Bytes raw) {
        KvmSevCmd header = KvmSevCmd.CODEC.decode(raw);
        Optional<SevIoctl> known = ioctls.find(header.id(), vm, platform);
        if (known.isEmpty()) {
            return refuseUnknown(header.id(), process, argument, raw);
        }
        SevIoctl ioctl = known.get();
        SevCall call = new SevCall(vm, process, header);
        String name = "KVM_SEV_" + ioctl.id().name();
        try {
            return new TracedCall(platform.trace(), name, "docs/reference/kvm-host.md section 2.7")
                    .run(() -> event(name, ioctl, process, after(raw, call)), () -> {
                        ioctl.run(call);
                        return 0;
                    });
        } finally {
            process.copyOut(argument, after(raw, call));
        }
    }

    /** The header with its error; padding stays as the caller had it. */
    private static Bytes after(Bytes raw, SevCall call) {
        return StructFields.withU32(KvmSevCmd.LAYOUT, raw, "error", call.error());
    }

    /** Only the first interface copied the header back here. */
    private long refuseUnknown(int id, HostProcess process, long argument, Bytes raw) {
        if (platform.kernel() == KernelProfile.RFC_V2) {
            process.copyOut(argument, raw);
            throw new ErrnoException(Errno.ENOTTY, "no sub-command " + Integer.toUnsignedString(id));
        }
        throw new ErrnoException(Errno.EINVAL, "no sub-command " + Integer.toUnsignedString(id));
    }

    private static TraceEvent.Builder event(String name, SevIoctl ioctl, HostProcess process, Bytes after) {
        TraceEvent.Builder event = TraceEvent.builder("vmm", "host", "kvm.ioctl")
                .with("ioctl", "KVM_MEMORY_ENCRYPT_OP")
                .with("command", name);
        long data = KvmSevCmd.CODEC.decode(after).data();
        return StructFields.addWithData(
                event, process, new StructFields.Argument(KvmSevCmd.LAYOUT, after, data), ioctl.structure());
    }
}
