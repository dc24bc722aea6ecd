package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.StructFields;
import java.util.Optional;

/**
 * KVM_MEMORY_ENCRYPT_OP: finds the sub-command and copies the header back for every one that it knows.
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

    /** Runs the ioctl; a null argument asks whether SEV is there. */
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
        KvmSevCmd header = KvmSevCmd.decode(raw);
        Optional<SevIoctl> known = ioctls.find(header.id(), vm, platform);
        if (known.isEmpty()) {
            return refuseUnknown(header.id(), process, argument, raw);
        }
        SevIoctl ioctl = known.get();
        SevCall call = new SevCall(vm, process, header);
        Optional<ErrnoException> failure = perform(ioctl, call);
        Bytes after = StructFields.withU32(KvmSevCmd.LAYOUT, raw, "error", call.error());
        record(ioctl, process, after, failure);
        process.copyOut(argument, after);
        failure.ifPresent(f -> {
            throw f.afterRecord();
        });
        return 0;
    }

    /** Only the first interface copied the header back here. */
    private long refuseUnknown(int id, HostProcess process, long argument, Bytes raw) {
        if (platform.kernel() == KernelProfile.RFC_V2) {
            process.copyOut(argument, raw);
            throw new ErrnoException(Errno.ENOTTY, "no sub-command " + Integer.toUnsignedString(id));
        }
        throw new ErrnoException(Errno.EINVAL, "no sub-command " + Integer.toUnsignedString(id));
    }

    private static Optional<ErrnoException> perform(SevIoctl ioctl, SevCall call) {
        try {
            ioctl.run(call);
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(e);
        }
    }

    private void record(SevIoctl ioctl, HostProcess process, Bytes after, Optional<ErrnoException> failure) {
        if (!platform.trace().enabled()) {
            return;
        }
        String name = "KVM_SEV_" + ioctl.id().name();
        TraceEvent event = TraceEvent.of("vmm", "host", "kvm.ioctl")
                .with("ioctl", "KVM_MEMORY_ENCRYPT_OP")
                .with("command", name);
        event = StructFields.add(event, "", KvmSevCmd.LAYOUT, after);
        event = StructFields.addUser(
                        event,
                        process,
                        ioctl.structure(),
                        KvmSevCmd.decode(after).data())
                .withOutcome(failure.map(f -> f.errno().name()).orElse("0"));
        if (failure.isPresent()) {
            event = event.withExplanation(
                    new Explanation(failure.get().why(), name, "docs/reference/kvm-host.md section 2.7"));
        }
        platform.trace().record(event);
    }
}
