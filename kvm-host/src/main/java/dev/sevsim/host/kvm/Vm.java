package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevVm;
import java.util.Optional;

/**
 * One VM and its descriptor; its ioctls stand in {@link VmIoctlTable}, a class each.
 *
 * <p>It exists until its own descriptor and those of all its vCPUs are closed. Source: docs/reference/kvm-host.md
 * sections 2.1 and 2.10.
 */
final class Vm implements OpenFile {
    private final KvmHost host;
    private final HostProcess owner;
    private final VmIoctlTable ioctls;
    private final GenericIoctls generic;
    private final Capabilities capabilities = new Capabilities();
    private final MemorySlots slots = new MemorySlots();
    private final Vcpus vcpus = new Vcpus();
    private final VmReferences references = new VmReferences(this::destroy);
    private volatile GuestCpuid cpuid;
    private final NestedPages nestedPages;
    private final SevVm sev;
    private volatile long apJumpTable;

    Vm(KvmHost host, HostProcess owner, VmIoctlTable ioctls, KvmVmType type) {
        this.host = host;
        this.owner = owner;
        this.ioctls = ioctls;
        this.generic = new GenericIoctls(GenericIoctl.OF_VM, host.trace());
        this.cpuid = new GuestCpuid(host.model());
        this.nestedPages = new NestedPages(host.nestedPaging(), slots, owner.memory());
        this.sev = new SevVm(host.sev(), type, references);
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        requireOwner(caller);
        Optional<VmIoctl> modelled = ioctls.find(request);
        return modelled.isPresent()
                ? modelled.get().run(this, caller, argument)
                : generic.run(caller, request, argument)
                        .orElseThrow(
                                () -> new ErrnoException(Errno.ENOTTY, "VM ioctl 0x" + Integer.toHexString(request)));
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
    public String linkName() {
        return "anon_inode:kvm-vm";
    }

    @Override
    public void release() {
        references.put();
    }

    private void destroy() {
        sev.destroy();
        nestedPages.uninstall();
    }

    KvmHost host() {
        return host;
    }

    HostProcess owner() {
        return owner;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    MemorySlots slots() {
        return slots;
    }

    Vcpus vcpus() {
        return vcpus;
    }

    VmReferences references() {
        return references;
    }

    NestedPages nestedPages() {
        return nestedPages;
    }

    long nestedCr3() {
        return nestedPages.nestedCr3();
    }

    SevVm sev() {
        return sev;
    }

    boolean isEncrypted() {
        return sev.kind().isPresent();
    }

    boolean hasEncryptedState() {
        return sev.kind().equals(Optional.of(SevKind.SEV_ES));
    }

    /** Replaces CPUID of the guest; a VMM gives all vCPUs the same. */
    void setCpuid(GuestCpuid table) {
        cpuid = table;
    }

    /** CPUID of the guest. */
    CpuidResult cpuid(int leaf) {
        return cpuid.leaf(
                leaf, new GuestCpuid.Features(isEncrypted(), vcpus.interrupts().isPresent()));
    }

    /** Guest address of the table that starts application processors; 0 until the guest has set it. */
    long apJumpTable() {
        return apJumpTable;
    }

    void setApJumpTable(long guestAddress) {
        apJumpTable = guestAddress;
    }
}
