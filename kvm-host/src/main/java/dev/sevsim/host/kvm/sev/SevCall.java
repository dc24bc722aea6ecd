package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.host.ccp.FirmwareError;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
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

    FirmwareReply issue(CommandId command, Bytes request) {
        return vm.issue(process, command, request, error);
    }

    KernelMemory kernel() {
        return vm.platform().driver().kernel();
    }

    KernelMemory.Buffer copyBlob(long address, int length) {
        return UserBlob.copyIn(process, kernel(), address, length);
    }

    PinnedRange pin(long address, int length) {
        return PinnedRange.pin(process, vm.pinned(), address, Integer.toUnsignedLong(length));
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
