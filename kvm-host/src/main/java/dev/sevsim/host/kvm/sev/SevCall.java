package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.host.ccp.FirmwareError;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.ProcessMemory.PhysicalRun;
import dev.sevsim.host.process.UserBlob;
import java.util.List;

/**
 * One KVM_MEMORY_ENCRYPT_OP in flight.
 *
 * @param vm the VM it is for
 * @param process the caller
 * @param header the caller's structure
 * @param error the caller's error field
 */
record SevCall(SevVm vm, HostProcess process, KvmSevCmd header, FirmwareError error) {
    Bytes copyIn(int length) {
        return process.copyIn(header.data(), length);
    }

    void copyOut(Bytes content) {
        process.copyOut(header.data(), content);
    }

    /** Runs a command through the descriptor that the VM remembers; the first interface remembered none. */
    FirmwareReply issue(CommandId command, Bytes request) {
        return vm.platform().kernel() == KernelProfile.RFC_V2
                ? issueThroughHeader(command, request)
                : vm.issue(process, vm.sevFd(), command, request, error);
    }

    /** Runs a command through the descriptor that the caller names. */
    FirmwareReply issueThroughHeader(CommandId command, Bytes request) {
        return vm.issue(process, header.sevFd(), command, request, error);
    }

    KernelMemory kernel() {
        return vm.platform().driver().kernel();
    }

    /** A zeroed buffer as long as the caller says; ENOMEM beyond what the kernel's allocator gives. */
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
        return address | 1L << vm.platform().cBitPosition();
    }

    /** The runs of a pinned range, flushed from the caches where the processor needs that. */
    List<PhysicalRun> flushedRuns(PinnedRange range) {
        List<PhysicalRun> runs = range.runs();
        if (vm.platform().flush() == SevPlatform.CacheFlush.NEEDED) {
            PinnedRange.flush(runs, vm.platform().caches());
        }
        return runs;
    }
}
