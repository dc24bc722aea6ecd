package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.ccp.SevDevice;
import dev.sevsim.host.ccp.SevDriver;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.PinnedRange.PinAccount;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.CacheCoherency;
import dev.sevsim.host.profile.KernelProfile;
import java.util.BitSet;

/**
 * The SEV state that all guests of the host share.
 *
 * @param profile the host
 * @param driver issues firmware commands
 * @param device recognises descriptors of /dev/sev
 * @param asids ASIDs of encrypted guests
 * @param caches cache instructions
 * @param memoryPages pages of the host's memory
 * @param pins counts pinned pages
 * @param trace receives the record of each ioctl
 */
public record SevPlatform(
        HostProfile profile,
        SevDriver driver,
        SevDevice device,
        AsidPool asids,
        CacheControl caches,
        long memoryPages,
        PinTotal pins,
        Trace trace) {
    /** Kernel version whose ABI and behaviour is modelled. */
    public KernelProfile kernel() {
        return profile.kernel().version();
    }

    /** Whether SEV guests can be made at all. */
    public boolean sevAvailable() {
        return asids.serves(SevKind.SEV) || asids.serves(SevKind.SEV_ES);
    }

    /** Whether guests of this kind can be made. */
    public boolean serves(SevKind kind) {
        return asids.serves(kind);
    }

    /** VMSA features that INIT2 accepts. */
    public long vmsaFeatures() {
        return serves(SevKind.SEV_ES) ? GuestFeatures.allowed(SevKind.SEV_ES) : 0;
    }

    /** CLFLUSH, unless the processor is coherent. */
    void flush(long address, long lengthBytes) {
        if (needsFlush()) {
            caches.flush(address, lengthBytes);
        }
    }

    /** Whether pages have to be flushed before the firmware accesses them. */
    boolean needsFlush() {
        return profile.cpu().coherency() == CacheCoherency.SOFTWARE;
    }

    /** A system physical address with the C-bit. */
    long withCBit(long address) {
        return address | 1L << profile.cpu().addressBits().cBit();
    }

    /**
     * WBINVD: on every core, or in newer kernels on those that a VM has run on. Source: docs/reference/kvm-host.md
     * section 4.2.
     */
    void writeBackCaches(BitSet coresUsed) {
        if (kernel() == KernelProfile.NEWEST) {
            coresUsed.stream().forEach(caches::writeBackInvalidate);
        } else {
            driver.writeBackAllCaches();
        }
    }

    /** Pins a range under the rules of this kernel. */
    PinnedRange pin(HostProcess process, PinAccount account, long address, long length, PinnedRange.Access access) {
        long most = kernel() == KernelProfile.NEWEST ? memoryPages : Long.MAX_VALUE;
        boolean limited = kernel() != KernelProfile.RFC_V2;
        return PinnedRange.pin(process, account, address, length, new PinnedRange.Rules(access, most, limited));
    }

    /** Runs a command through a descriptor of any access mode; EBADF unless it is /dev/sev. */
    FirmwareReply issue(HostProcess process, int fd, CommandId command, Bytes request) {
        boolean isSev = process.files().find(fd).filter(device::owns).isPresent();
        return isSev ? driver.issue(command, request) : FirmwareReply.notCalled(Errno.EBADF, request);
    }

    /** DEACTIVATE and DECOMMISSION; results are ignored. */
    void unbind(int boundHandle) {
        asids.deactivation().lock();
        try {
            driver.issue(CommandId.DEACTIVATE, new Deactivate(boundHandle).encode());
        } finally {
            asids.deactivation().unlock();
        }
        decommission(boundHandle);
    }

    /** DECOMMISSION; the result is ignored. */
    void decommission(int unboundHandle) {
        driver.issue(CommandId.DECOMMISSION, new Decommission(unboundHandle).encode());
    }
}
