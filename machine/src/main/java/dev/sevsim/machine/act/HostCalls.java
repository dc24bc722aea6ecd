package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** System calls of the host's own, in the process of the VMM. */
final class HostCalls {
    /** O_RDWR. */
    private static final int READ_WRITE = 2;

    /** A system call has no timeout. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final HostPorts ports;
    private final List<String> journal;

    /**
     * Calls over the VMM's end of the link.
     *
     * @param journal takes what is answered
     */
    HostCalls(HostPorts ports, List<String> journal) {
        this.ports = ports;
        this.journal = journal;
    }

    /** A sub-command of KVM_MEMORY_ENCRYPT_OP for a VM; {@code data} is its structure, empty for one without. */
    void kvmSev(int vm, KvmSevCommandId command, Bytes data) {
        int sev = open(DevicePath.DEV_SEV);
        Bytes header = new KvmSevCmd(command.code(), address(data), 0, sev).encode();
        issue(
                EventNames.of(command),
                vm,
                Ioctl.KVM_MEMORY_ENCRYPT_OP,
                header,
                left -> KvmSevCmd.CODEC.decode(left).error());
        close(sev);
    }

    /** Another ioctl of a VM; {@code data} is its structure, empty for one whose argument is a number. */
    void vm(String name, int vm, Bytes data, long number) {
        int request = Objects.requireNonNull(Ioctl.byName().get(name));
        note(name, ioctl(vm, request, data.isEmpty() ? number : place(data).value()), 0);
    }

    /** A VM of a type of its own, which stays open. */
    int createVm(long type) {
        return (int) ioctl(open(DevicePath.DEV_KVM), Ioctl.KVM_CREATE_VM, type);
    }

    /** A command of /dev/sev. */
    void sevDevice(SevDeviceCommand command, Bytes data) {
        int sev = open(DevicePath.DEV_SEV);
        Bytes header = new SevIssueCmd(command.code(), address(data), 0).encode();
        issue(
                EventNames.of(command),
                sev,
                Ioctl.SEV_ISSUE_CMD,
                header,
                left -> SevIssueCmd.CODEC.decode(left).error());
        close(sev);
    }

    /** Makes the ioctl and notes what it answers; {@code error} reads the firmware's status from the header that is left. */
    private void issue(String name, int file, int request, Bytes header, ToIntFunction<Bytes> error) {
        HostVirtual at = place(header);
        long result = ioctl(file, request, at.value());
        note(name, result, error.applyAsInt(read(at, header.length())));
    }

    /**
     * Makes a VM and lets it take or share the encryption context of another; both stay open.
     *
     * <p>Source: docs/reference/kvm-host.md section 2.9.
     */
    void transferContext(int source, int capability) {
        int own = createVm(0);
        HostVirtual argument = place(new KvmEnableCap(capability, 0, source).encode());
        note("KVM_ENABLE_CAP", ioctl(own, Ioctl.KVM_ENABLE_CAP, argument.value()), 0);
    }

    /**
     * A sub-command that was held.
     *
     * @param vm descriptor of the VM
     * @param command the sub-command
     * @param data a copy of its structure; empty for one without
     */
    record Held(int vm, KvmSevCommandId command, Bytes data) {}

    /**
     * What a sub-command needs to be sent later, when its VMM has given the memory of its structures back.
     *
     * @throws ActFailure for another ioctl
     */
    Held copy(DeviceCall call) {
        if (call.operation() != DeviceOperation.IOCTL || call.request() != Ioctl.KVM_MEMORY_ENCRYPT_OP) {
            throw new ActFailure("only sub-commands of KVM_MEMORY_ENCRYPT_OP can be held");
        }
        KvmSevCmd header = KvmSevCmd.CODEC.decode(read(new HostVirtual(call.argument()), KvmSevCmd.SIZE));
        KvmSevCommandId command = KvmSevCommandId.fromCode(header.id())
                .orElseThrow(() -> new ActFailure("no sub-command " + header.id()));
        Bytes data = SendIoctl.structure(command)
                .map(layout -> read(new HostVirtual(header.data()), layout.size()))
                .orElse(Bytes.EMPTY);
        return new Held(call.file(), command, data);
    }

    /** Sends a sub-command that was held. */
    void repeat(Held held) {
        kvmSev(held.vm(), held.command(), held.data());
    }

    private int open(DevicePath path) {
        return (int) call(new DeviceCall(DeviceOperation.OPEN, path.code(), READ_WRITE, 0));
    }

    private void close(int file) {
        long unused = call(new DeviceCall(DeviceOperation.CLOSE, file, 0, 0));
    }

    private long ioctl(int file, int request, long argument) {
        return call(new DeviceCall(DeviceOperation.IOCTL, file, request, argument));
    }

    private long call(DeviceCall call) {
        return ports.systemCalls()
                .call(call, FOREVER)
                .filter(DeviceResult.class::isInstance)
                .map(answer -> ((DeviceResult) answer).value())
                .orElseThrow(() -> new ActFailure("the host did not answer a system call"));
    }

    private long address(Bytes data) {
        return data.isEmpty() ? 0 : place(data).value();
    }

    /** Memory of the VMM that is not given back. */
    private HostVirtual place(Bytes content) {
        HostVirtual at = ports.vmm().map(content.length());
        ports.vmm().write(at, content);
        return at;
    }

    private Bytes read(HostVirtual at, int length) {
        return ports.vmm().read(at, length);
    }

    private void note(String what, long result, int error) {
        String errno = result >= 0
                ? "success"
                : Errno.fromCode((int) -result).map(Errno::name).orElseGet(() -> Texts.hex(-result));
        String status = error == 0
                ? ""
                : " and " + SevStatus.fromCode(error).map(SevStatus::name).orElseGet(() -> Texts.hex(error));
        journal.add(what + " with " + errno + status);
    }
}
