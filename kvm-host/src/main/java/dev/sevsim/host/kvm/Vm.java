package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kvm.sev.SevDispatcher;
import dev.sevsim.host.kvm.sev.SevVm;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.OpenFile;
import dev.sevsim.host.process.StructFields;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * One VM and its file. It lives until its own descriptor and those of all its vCPUs are closed.
 *
 * <p>Source: kvm-host.md sections 2.1, 2.8 and 2.10.
 */
final class Vm implements OpenFile {
    private static final int MAX_VCPUS = 1024;
    private static final int ENABLE_CAP_SIZE = 104;

    private final KvmHost host;
    private final HostProcess owner;
    private final SevDispatcher sevIoctls;
    private final Capabilities capabilities = new Capabilities();
    private final MemorySlots slots = new MemorySlots();
    private final Set<Integer> vcpus = new TreeSet<>();
    private final GuestCpuid cpuid;
    private final NestedPages nestedPages;
    private final long nestedCr3;
    private final SevVm sev;
    private int references = 1;

    Vm(KvmHost host, HostProcess owner, SevDispatcher sevIoctls) {
        this.host = host;
        this.owner = owner;
        this.sevIoctls = sevIoctls;
        this.cpuid = new GuestCpuid(host.model());
        this.nestedPages = new NestedPages(slots, owner.memory());
        this.nestedCr3 = host.nestedPaging().install(nestedPages);
        this.sev = new SevVm(host.sev(), () -> !vcpus.isEmpty());
    }

    KvmHost host() {
        return host;
    }

    HostProcess owner() {
        return owner;
    }

    MemorySlots slots() {
        return slots;
    }

    NestedPages nestedPages() {
        return nestedPages;
    }

    long nestedCr3() {
        return nestedCr3;
    }

    GuestCpuid cpuid() {
        return cpuid;
    }

    boolean isEncrypted() {
        return sev.kind().isPresent();
    }

    int asid() {
        return sev.asid();
    }

    boolean exitsOnHypercall(int number) {
        return capabilities.exitsOnHypercall(number);
    }

    /** EIO for a process that did not create the VM. */
    void requireOwner(HostProcess caller) {
        if (caller != owner) {
            throw new ErrnoException(Errno.EIO, "the VM belongs to another process");
        }
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        requireOwner(caller);
        return switch (request) {
            case Ioctl.KVM_MEMORY_ENCRYPT_OP -> sevIoctls.run(sev, caller, argument);
            case Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION ->
                traced(
                        regionEvent("KVM_MEMORY_ENCRYPT_REG_REGION", caller, argument),
                        () -> sev.registerRegion(caller, argument));
            case Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION ->
                traced(
                        regionEvent("KVM_MEMORY_ENCRYPT_UNREG_REGION", caller, argument),
                        () -> sev.unregisterRegion(caller, argument));
            case Ioctl.KVM_SET_USER_MEMORY_REGION -> setMemoryRegion(caller, argument);
            case Ioctl.KVM_CREATE_VCPU -> traced(event("KVM_CREATE_VCPU"), () -> createVcpu(caller, argument));
            case Ioctl.KVM_CHECK_EXTENSION -> Capabilities.check(argument);
            case Ioctl.KVM_ENABLE_CAP -> enable(caller, argument);
            default -> throw new ErrnoException(Errno.ENOTTY, "VM ioctl 0x" + Integer.toHexString(request));
        };
    }

    @Override
    public void release() {
        put();
    }

    /** Drops one reference; the last one destroys the VM. */
    void put() {
        references--;
        if (references == 0) {
            sev.destroy();
            host.nestedPaging().remove(nestedCr3);
        }
    }

    private long createVcpu(HostProcess caller, long argument) {
        if (argument < 0 || argument >= MAX_VCPUS) {
            throw new ErrnoException(Errno.EINVAL, "vCPU number " + argument);
        }
        int index = (int) argument;
        if (vcpus.contains(index)) {
            throw new ErrnoException(Errno.EEXIST, "vCPU " + index + " exists");
        }
        Vcpu vcpu = new Vcpu(this, index);
        references++;
        long fd;
        try {
            fd = caller.files().install(vcpu);
        } catch (ErrnoException e) {
            vcpu.release();
            throw e;
        }
        vcpus.add(index);
        return fd;
    }

    private long setMemoryRegion(HostProcess caller, long argument) {
        Bytes raw = caller.copyIn(argument, KvmUserspaceMemoryRegion.SIZE);
        slots.set(KvmUserspaceMemoryRegion.decode(raw)).ifPresent(changed -> nestedPages.zap());
        if (host.trace().enabled()) {
            host.trace()
                    .record(StructFields.add(
                                    event("KVM_SET_USER_MEMORY_REGION"), "", KvmUserspaceMemoryRegion.LAYOUT, raw)
                            .withOutcome("0"));
        }
        return 0;
    }

    private long enable(HostProcess caller, long argument) {
        ByteBuffer raw = caller.copyIn(argument, ENABLE_CAP_SIZE).asLittleEndian();
        return capabilities.enable(raw.getInt(0), raw.getInt(4), raw.getLong(8));
    }

    private static TraceEvent event(String ioctl) {
        return TraceEvent.of("vmm", "host", "kvm.ioctl").with("ioctl", ioctl);
    }

    private TraceEvent regionEvent(String ioctl, HostProcess caller, long argument) {
        TraceEvent event = event(ioctl);
        return host.trace().enabled()
                ? StructFields.addUser(event, caller, Optional.of(KvmEncRegion.LAYOUT), argument)
                : event;
    }

    private long traced(TraceEvent event, LongSupplier call) {
        Optional<ErrnoException> failure = Optional.empty();
        long result = 0;
        try {
            result = call.getAsLong();
        } catch (ErrnoException e) {
            failure = Optional.of(e);
        }
        if (host.trace().enabled()) {
            host.trace().record(failure.map(f -> refused(event, f)).orElse(event.withOutcome(Long.toString(result))));
        }
        if (failure.isPresent()) {
            throw failure.get().afterRecord();
        }
        return result;
    }

    private static TraceEvent refused(TraceEvent event, ErrnoException failure) {
        return event.withOutcome(failure.errno().name())
                .withExplanation(new Explanation(
                        failure.why(),
                        String.valueOf(event.fields().get("ioctl")),
                        "kvm-host.md sections 2.1 and 2.8"));
    }
}
