package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kvm.sev.EncryptedRegions;
import dev.sevsim.host.kvm.sev.EncryptionContexts;
import dev.sevsim.host.kvm.sev.SaveArea;
import dev.sevsim.host.kvm.sev.SevDispatcher;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevVm;
import dev.sevsim.host.kvm.sev.VmType;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.OpenFile;
import dev.sevsim.host.process.StructFields;
import dev.sevsim.host.process.TracedCall;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One VM and its file. It lives until its own descriptor and those of all its vCPUs are closed.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1, 2.8 and 2.10.
 */
final class Vm implements OpenFile {
    private static final int MAX_VCPUS = 1024;

    private final KvmHost host;
    private final HostProcess owner;
    private final SevDispatcher sevIoctls;
    private final Capabilities capabilities = new Capabilities();
    private final MemorySlots slots = new MemorySlots();
    private final Set<Integer> vcpus = new ConcurrentSkipListSet<>();
    private final GuestCpuid cpuid;
    private final NestedPages nestedPages;
    private final long nestedCr3;
    private final SevVm sev;
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile long apJumpTable;
    private volatile @Nullable InterruptController interrupts;

    Vm(KvmHost host, HostProcess owner, SevDispatcher sevIoctls, VmType type) {
        this.host = host;
        this.owner = owner;
        this.sevIoctls = sevIoctls;
        this.cpuid = new GuestCpuid(host.model());
        this.nestedPages = new NestedPages(slots, owner.memory());
        this.nestedCr3 = host.nestedPaging().install(nestedPages);
        this.sev = new SevVm(host.sev(), type, new References());
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

    /** CPUID of the guest. */
    CpuidResult cpuid(int leaf) {
        return cpuid.leaf(leaf, new GuestCpuid.Features(isEncrypted(), interrupts != null));
    }

    boolean isEncrypted() {
        return sev.kind().isPresent();
    }

    boolean hasEncryptedState() {
        return sev.kind().equals(Optional.of(SevKind.SEV_ES));
    }

    /** Guest address of the table that starts application processors; 0 until the guest has set it. */
    long apJumpTable() {
        return apJumpTable;
    }

    void setApJumpTable(long guestAddress) {
        apJumpTable = guestAddress;
    }

    /** The interrupt controller; empty when user space has its own. */
    Optional<InterruptController> interrupts() {
        return Optional.ofNullable(interrupts);
    }

    int asid() {
        return sev.asid();
    }

    SevVm sev() {
        return sev;
    }

    boolean exitsOnHypercall(int number) {
        return capabilities.exitsOnHypercall(number);
    }

    /** EIO for a process that did not create the VM, and for a VM whose context was moved away. */
    void requireOwner(HostProcess caller) {
        if (caller != owner) {
            throw new ErrnoException(Errno.EIO, "the VM belongs to another process");
        }
        if (sev.isDead()) {
            throw new ErrnoException(Errno.EIO, "the VM is dead since its context was moved");
        }
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        requireOwner(caller);
        if (request == encryptOp()) {
            return sevIoctls.run(sev, caller, argument);
        }
        return switch (request) {
            case Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION ->
                traced(
                        "KVM_MEMORY_ENCRYPT_REG_REGION",
                        new Argument(caller, KvmEncRegion.LAYOUT, argument),
                        () -> regions().register(sev, caller, argument));
            case Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION ->
                traced(
                        "KVM_MEMORY_ENCRYPT_UNREG_REGION",
                        new Argument(caller, KvmEncRegion.LAYOUT, argument),
                        () -> regions().unregister(sev, caller, argument));
            case Ioctl.KVM_SET_USER_MEMORY_REGION -> setMemoryRegion(caller, argument);
            case Ioctl.KVM_CREATE_VCPU -> traced("KVM_CREATE_VCPU", null, () -> createVcpu(caller, argument));
            case Ioctl.KVM_CREATE_IRQCHIP -> traced("KVM_CREATE_IRQCHIP", null, this::createInterruptController);
            case Ioctl.KVM_CHECK_EXTENSION -> Capabilities.check(argument, host.sev());
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
        if (references.decrementAndGet() == 0) {
            sev.destroy();
            host.nestedPaging().remove(nestedCr3);
        }
    }

    private int encryptOp() {
        return host.sev().kernel() == KernelProfile.RFC_V2
                ? Ioctl.KVM_MEMORY_ENCRYPT_OP_RFC
                : Ioctl.KVM_MEMORY_ENCRYPT_OP;
    }

    /** The first interface pinned all of a guest's memory and had no ioctl for it. */
    private EncryptedRegions regions() {
        if (host.sev().kernel() == KernelProfile.RFC_V2) {
            throw new ErrnoException(Errno.ENOTTY, "this kernel registers no regions");
        }
        return sev.regions();
    }

    private final class References implements SevVm.Life {
        @Override
        public void hold() {
            references.incrementAndGet();
        }

        @Override
        public void put() {
            Vm.this.put();
        }
    }

    private long createVcpu(HostProcess caller, long argument) {
        if (argument < 0 || argument >= MAX_VCPUS) {
            throw new ErrnoException(Errno.EINVAL, "vCPU number " + argument);
        }
        int index = (int) argument;
        SaveArea registers = new SaveArea(host.model().signature());
        sev.attach(registers);
        try {
            return install(caller, index, registers);
        } catch (ErrnoException e) {
            sev.detach(registers);
            throw e;
        }
    }

    private long createInterruptController() {
        if (interrupts != null) {
            throw new ErrnoException(Errno.EEXIST, "the VM has an interrupt controller");
        }
        if (!vcpus.isEmpty()) {
            throw new ErrnoException(Errno.EINVAL, "vCPUs exist already");
        }
        interrupts = new InterruptController();
        return 0;
    }

    /** Without an interrupt controller user space decides which vCPUs run; the first always may. */
    private ProcessorStart startOf(int index) {
        return interrupts().filter(unused -> index != 0).map(c -> c.add(index)).orElseGet(ProcessorStart::done);
    }

    private long install(HostProcess caller, int index, SaveArea registers) {
        if (!vcpus.add(index)) {
            throw new ErrnoException(Errno.EEXIST, "vCPU " + index + " exists");
        }
        references.incrementAndGet();
        Vcpu vcpu = new Vcpu(this, index, registers, startOf(index));
        try {
            return caller.files().install(vcpu);
        } catch (ErrnoException e) {
            vcpus.remove(index);
            vcpu.release();
            throw e;
        }
    }

    private long setMemoryRegion(HostProcess caller, long argument) {
        Bytes raw = caller.copyIn(argument, KvmUserspaceMemoryRegion.SIZE);
        return traced(
                "KVM_SET_USER_MEMORY_REGION", new Argument(caller, KvmUserspaceMemoryRegion.LAYOUT, argument), () -> {
                    slots.set(KvmUserspaceMemoryRegion.decode(raw)).ifPresent(changed -> nestedPages.zap());
                    return 0;
                });
    }

    private long enable(HostProcess caller, long argument) {
        KvmEnableCap wanted = KvmEnableCap.decode(caller.copyIn(argument, KvmEnableCap.SIZE));
        boolean transfers = host.sev().kernel() != KernelProfile.RFC_V2 && wanted.flags() == 0;
        return switch (wanted.capability()) {
            case Capabilities.COPY_CONTEXT, Capabilities.MOVE_CONTEXT ->
                traced(
                        "KVM_ENABLE_CAP",
                        new Argument(caller, KvmEnableCap.LAYOUT, argument),
                        () -> transfer(caller, wanted, transfers));
            default -> capabilities.enable(wanted.capability(), wanted.flags(), wanted.argument());
        };
    }

    private long transfer(HostProcess caller, KvmEnableCap wanted, boolean allowed) {
        if (!allowed) {
            throw new ErrnoException(Errno.EINVAL, "capability " + wanted.capability() + " cannot be switched so");
        }
        OpenFile file = caller.files().find((int) wanted.argument()).orElse(null);
        if (!(file instanceof Vm source)) {
            throw new ErrnoException(Errno.EBADF, "descriptor " + (int) wanted.argument() + " is no VM");
        }
        if (wanted.capability() == Capabilities.COPY_CONTEXT) {
            EncryptionContexts.copy(sev, source.sev);
        } else {
            EncryptionContexts.move(sev, source.sev);
        }
        return 0;
    }

    /** Runs an ioctl as an operation of the trace; its argument is read before, since it may change. */
    private long traced(String ioctl, @Nullable Argument argument, LongSupplier body) {
        TraceEvent.Builder event =
                TraceEvent.builder("vmm", "host", "kvm.ioctl").with("ioctl", ioctl);
        if (argument != null && host.trace().enabled()) {
            StructFields.addArgument(event, argument.caller(), argument.layout(), argument.userAddress());
        }
        return new TracedCall(host.trace(), ioctl, "docs/reference/kvm-host.md sections 2.1 and 2.8")
                .run(() -> event, body);
    }

    /** The structure that an ioctl's argument points to. */
    private record Argument(HostProcess caller, StructLayout layout, long userAddress) {}
}
