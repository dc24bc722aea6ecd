package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.RfcSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.host.profile.KernelProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** System calls of the host's own, in the process of the VMM. */
final class HostCalls {
    /** O_RDWR. */
    static final int READ_WRITE = 2;

    /** A system call has no timeout. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private final HostPorts ports;
    private final List<String> journal;
    private final boolean inChild;

    /**
     * Calls over the VMM's end of the link.
     *
     * @param journal takes what is answered
     */
    HostCalls(HostPorts ports, List<String> journal) {
        this(ports, journal, false);
    }

    private HostCalls(HostPorts ports, List<String> journal, boolean inChild) {
        this.ports = ports;
        this.journal = journal;
        this.inChild = inChild;
    }

    /** The same calls in a child process of the VMM, if {@code child}. */
    HostCalls inChild(boolean child) {
        return new HostCalls(ports, journal, child);
    }

    /** A sub-command of KVM_MEMORY_ENCRYPT_OP for a VM; {@code data} is its structure, empty for one without. */
    private long kvmSev(int vm, KvmSevCommandId command, Bytes data) {
        int sev = open(DevicePath.DEV_SEV, READ_WRITE);
        boolean first = ports.kernel() == KernelProfile.RFC_V2;
        Bytes header = new KvmSevCmd(first ? ofFirst(command) : command.code(), address(data), 0, sev).encode();
        long result = issue(
                EventNames.of(command),
                vm,
                first ? Ioctl.KVM_MEMORY_ENCRYPT_OP_RFC : Ioctl.KVM_MEMORY_ENCRYPT_OP,
                header,
                left -> KvmSevCmd.CODEC.decode(left).error());
        close(sev);
        return result;
    }

    /**
     * An ioctl of a file.
     *
     * @param data its structure, empty for one without
     * @param number its argument where it takes one
     * @return what it has answered, a negative errno for a refusal
     */
    long ioctl(IoctlStructure ioctl, int file, Bytes data, long number) {
        Optional<KvmSevCommandId> subCommand = ioctl.subCommand();
        if (subCommand.isPresent()) {
            return kvmSev(file, subCommand.get(), data);
        }
        Optional<SevDeviceCommand> command = ioctl.deviceCommand();
        if (command.isPresent()) {
            return sevDevice(file, command.get(), data);
        }
        long result = ioctl(
                file,
                ioctl.request().orElseThrow(),
                data.isEmpty() ? number : place(data).value());
        note(ioctl.name(), result, 0);
        return result;
    }

    /** The first interface had numbers of its own. */
    private static int ofFirst(KvmSevCommandId command) {
        return Arrays.stream(RfcSevCommandId.values())
                .filter(one -> one.name().equals(command.name()))
                .findFirst()
                .orElseThrow(() -> new ActFailure("the first interface has no " + command))
                .code();
    }

    /** A VM of a type of its own, which stays open. */
    int createVm(long type) {
        return (int) ioctl(open(DevicePath.DEV_KVM, READ_WRITE), Ioctl.KVM_CREATE_VM, type);
    }

    /** A command of /dev/sev, through a descriptor of it, which is closed. */
    private long sevDevice(int sev, SevDeviceCommand command, Bytes data) {
        Bytes header = new SevIssueCmd(command.code(), address(data), 0).encode();
        long result = issue(
                EventNames.of(command),
                sev,
                Ioctl.SEV_ISSUE_CMD,
                header,
                left -> SevIssueCmd.CODEC.decode(left).error());
        close(sev);
        return result;
    }

    /** Makes the ioctl and notes what it answers; {@code error} reads the firmware's status from the header that is left. */
    private long issue(String name, int file, int request, Bytes header, ToIntFunction<Bytes> error) {
        HostVirtual at = place(header);
        long result = ioctl(file, request, at.value());
        note(name, result, error.applyAsInt(read(at, header.length())));
        return result;
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
        Bytes data = command.layout()
                .map(layout -> read(new HostVirtual(header.data()), layout.size()))
                .orElse(Bytes.EMPTY);
        return new Held(call.file(), command, data);
    }

    /** Sends a sub-command that was held. */
    void repeat(Held held) {
        long unused = kvmSev(held.vm(), held.command(), held.data());
    }

    /** Opens a device in the process of the VMM; {@code mode} is that of open(2). */
    int open(DevicePath path, int mode) {
        return (int) call(new DeviceCall(DeviceOperation.OPEN, path.code(), mode, 0));
    }

    private void close(int file) {
        long unused = call(new DeviceCall(DeviceOperation.CLOSE, file, 0, 0));
    }

    private long ioctl(int file, int request, long argument) {
        return call(new DeviceCall(DeviceOperation.IOCTL, file, request, argument));
    }

    private long call(DeviceCall call) {
        Optional<Frame> result =
                inChild ? ports.childCalls().handle(call) : ports.systemCalls().call(call, FOREVER);
        return result.filter(DeviceResult.class::isInstance)
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
