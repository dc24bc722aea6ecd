package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.ccp.FirmwareError;
import dev.sevsim.host.ccp.FirmwareReply;
import dev.sevsim.host.kvm.sev.PinnedRange.PinAccount;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The SEV state of one VM.
 *
 * <p>Source: kvm-host.md sections 2.6, 2.8 and 2.10.
 */
public final class SevVm {
    private final SevPlatform platform;
    private final BooleanSupplier hasVcpus;
    private final PinAccount pinned = new PinAccount();
    private final List<PinnedRange> regions = new ArrayList<>();
    private Optional<SevKind> kind = Optional.empty();
    private int asid;
    private int handle;
    private int sevFd;

    /** A VM that is not encrypted yet. */
    public SevVm(SevPlatform platform, BooleanSupplier hasVcpus) {
        this.platform = platform;
        this.hasVcpus = hasVcpus;
    }

    /** Which init the VM used; empty for an ordinary VM. */
    public Optional<SevKind> kind() {
        return kind;
    }

    /** The VM's ASID; 0 for an ordinary VM. */
    public int asid() {
        return asid;
    }

    /** KVM_MEMORY_ENCRYPT_REG_REGION. */
    public long registerRegion(HostProcess process, long argument) {
        KvmEncRegion region = KvmEncRegion.decode(process.copyIn(argument, KvmEncRegion.SIZE));
        requireActive();
        PinnedRange range = PinnedRange.pin(process, pinned, region.address(), region.size());
        if (platform.flush() == SevPlatform.CacheFlush.NEEDED) {
            range.flushTouched(platform.caches());
        }
        regions.add(range);
        return 0;
    }

    /** KVM_MEMORY_ENCRYPT_UNREG_REGION. */
    public long unregisterRegion(HostProcess process, long argument) {
        KvmEncRegion region = KvmEncRegion.decode(process.copyIn(argument, KvmEncRegion.SIZE));
        requireActive();
        PinnedRange range = regions.stream()
                .filter(r -> r.address().value() == region.address() && r.length() == region.size())
                .findFirst()
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "no such region is registered"));
        platform.driver().writeBackAllCaches();
        regions.remove(range);
        range.close();
        return 0;
    }

    /** The VM goes away; what the firmware answers no longer matters. */
    public void destroy() {
        if (kind.isEmpty()) {
            return;
        }
        platform.driver().writeBackAllCaches();
        regions.forEach(PinnedRange::close);
        regions.clear();
        if (handle != 0) {
            unbind(handle);
        }
        platform.asids().release(asid);
        kind = Optional.empty();
    }

    SevPlatform platform() {
        return platform;
    }

    PinAccount pinned() {
        return pinned;
    }

    int handle() {
        return handle;
    }

    boolean hasAnyVcpu() {
        return hasVcpus.getAsBoolean();
    }

    void requireActive() {
        if (kind.isEmpty()) {
            throw new ErrnoException(Errno.ENOTTY, "the VM was not initialised for SEV");
        }
    }

    void activate(SevKind as, int withAsid) {
        kind = Optional.of(as);
        asid = withAsid;
    }

    void launched(int newHandle, int throughFd) {
        handle = newHandle;
        sevFd = throughFd;
    }

    /** Runs a command through the descriptor that the launch was started with. */
    FirmwareReply issue(HostProcess process, CommandId command, Bytes request, FirmwareError error) {
        return issue(process, sevFd, command, request, error);
    }

    /** Runs a command through a descriptor, whatever its access mode; EBADF unless it is /dev/sev. */
    FirmwareReply issue(HostProcess process, int fd, CommandId command, Bytes request, FirmwareError error) {
        boolean isSev = process.files().find(fd).filter(platform.device()::owns).isPresent();
        return isSev
                ? platform.driver().issue(command, request, error)
                : new FirmwareReply(Optional.of(Errno.EBADF), request);
    }

    /** DEACTIVATE and DECOMMISSION, results ignored. */
    void unbind(int boundHandle) {
        FirmwareError ignored = new FirmwareError(0);
        platform.driver().issue(CommandId.DEACTIVATE, new Deactivate(boundHandle).encode(), ignored);
        decommission(boundHandle);
    }

    /** DECOMMISSION, result ignored. */
    void decommission(int unboundHandle) {
        platform.driver().issue(CommandId.DECOMMISSION, new Decommission(unboundHandle).encode(), new FirmwareError(0));
    }
}
