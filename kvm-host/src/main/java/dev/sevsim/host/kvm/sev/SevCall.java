package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.host.ccp.ErrorField;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.PhysicalRun;
import dev.sevsim.host.kernel.StructFields;
import dev.sevsim.host.kernel.UserBlob;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One KVM_MEMORY_ENCRYPT_OP in progress: its VM, its caller and the {@code error} field so far. */
final class SevCall {
    private final SevVm vm;
    private final HostProcess process;
    private final KvmSevCmd header;
    private final ErrorField error;
    private @Nullable Argument argument;

    private record Argument(StructLayout layout, Bytes raw) {}

    /**
     * A sub-command for a VM.
     *
     * @param header the caller's structure; its {@code error} stays unless the firmware is called
     */
    SevCall(SevVm vm, HostProcess process, KvmSevCmd header) {
        this.vm = vm;
        this.process = process;
        this.header = header;
        this.error = new ErrorField(header.error());
    }

    SevVm vm() {
        return vm;
    }

    HostProcess process() {
        return process;
    }

    KvmSevCmd header() {
        return header;
    }

    /** The {@code error} field for user space. */
    int error() {
        return error.code();
    }

    /** Copies the sub-command's structure from user space. */
    Bytes copyIn(StructLayout layout) {
        Bytes raw = process.copyIn(header.data(), layout.size());
        argument = new Argument(layout, raw);
        return raw;
    }

    /** Writes the structure back as it was copied in, with these 32-bit fields changed. */
    void writeBack(Map<String, Integer> fields) {
        Argument read = Objects.requireNonNull(argument, "the structure was not copied in");
        Bytes changed = read.raw();
        for (Map.Entry<String, Integer> field : fields.entrySet()) {
            changed = StructFields.withU32(read.layout(), changed, field.getKey(), field.getValue());
        }
        copyOut(changed);
    }

    /** Overwrites the sub-command's structure. */
    void copyOut(Bytes content) {
        process.copyOut(header.data(), content);
    }

    /** Runs a command through the descriptor of LAUNCH_START; the first interface used the one in the header. */
    FirmwareReply issue(CommandId command, Bytes request) {
        return vm.platform().kernel() == KernelProfile.RFC_V2
                ? issueThroughHeader(command, request)
                : error.noted(vm.platform().issue(process, vm.sevFd(), command, request));
    }

    /** Runs a command through the descriptor in the header. */
    FirmwareReply issueThroughHeader(CommandId command, Bytes request) {
        return error.noted(vm.platform().issue(process, header.sevFd(), command, request));
    }

    /** Runs a command without a descriptor. */
    FirmwareReply issueDirectly(CommandId command, Bytes request) {
        return error.noted(vm.platform().driver().issue(command, request));
    }

    /** Initialises the platform unless it is initialised. */
    void initialisePlatform() {
        error.noted(vm.platform().driver().initialise()).requireSuccess();
    }

    KernelMemory kernel() {
        return vm.platform().driver().kernel();
    }

    /** A zeroed buffer of an unsigned length; ENOMEM above the limit of the kernel's allocator. */
    KernelMemory.Buffer allocate(int length) {
        return kernel().allocateBounded(Integer.toUnsignedLong(length));
    }

    KernelMemory.Buffer copyBlob(long address, int length) {
        return UserBlob.copyIn(process, kernel(), address, length);
    }

    /** Pins for writing. */
    PinnedRange pin(long address, int length) {
        return pin(address, length, PinnedRange.Access.WRITE);
    }

    PinnedRange pin(long address, int length, PinnedRange.Access access) {
        return vm.platform().pin(process, vm.regions().account(), address, Integer.toUnsignedLong(length), access);
    }

    /** EINVAL for a range that is longer than a page or crosses into the next. */
    void requireOnePage(long address, int length) {
        long offset = address & (Page.SIZE - 1);
        if (offset + Integer.toUnsignedLong(length) > Page.SIZE) {
            throw new ErrnoException(Errno.EINVAL, "the range leaves its page");
        }
    }

    long withCBit(long address) {
        return vm.platform().withCBit(address);
    }

    /** Acts on each physically contiguous run of a range, which is pinned for that time, after a flush as below. */
    void forEachRun(long address, int length, Consumer<PhysicalRun> action) {
        try (PinnedRange range = pin(address, length)) {
            flushedRuns(range).forEach(action);
        }
    }

    /** The runs of a pinned range, after a cache flush unless the processor is coherent. */
    List<PhysicalRun> flushedRuns(PinnedRange range) {
        List<PhysicalRun> runs = range.runs();
        if (vm.platform().needsFlush()) {
            PinnedRange.flush(runs, vm.platform().caches());
        }
        return runs;
    }
}
