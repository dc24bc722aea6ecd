package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.PinnedRange.PinAccount;
import java.util.ArrayList;
import java.util.List;

/**
 * The ranges that user space has registered for one VM, and the count of its pinned pages.
 *
 * <p>Ranges may overlap or be equal; each is counted. Source: docs/reference/kvm-host.md section 2.8.
 */
public final class EncryptedRegions {
    private final PinAccount account;
    private final List<PinnedRange> ranges = new ArrayList<>();

    EncryptedRegions(PinTotal total) {
        account = new PinAccount(total);
    }

    /** KVM_MEMORY_ENCRYPT_REG_REGION. */
    public void register(SevVm vm, HostProcess process, KvmEncRegion region) {
        vm.lock().lock();
        try {
            vm.requireActive();
            refuseMirror(vm);
            PinnedRange range =
                    vm.platform().pin(process, account, region.address(), region.size(), PinnedRange.Access.WRITE);
            if (vm.platform().needsFlush()) {
                range.flushTouched(vm.platform().caches());
            }
            ranges.add(range);
        } finally {
            vm.lock().unlock();
        }
    }

    /** KVM_MEMORY_ENCRYPT_UNREG_REGION. */
    public void unregister(SevVm vm, KvmEncRegion region) {
        refuseMirror(vm);
        vm.lock().lock();
        try {
            vm.requireActive();
            PinnedRange range = ranges.stream()
                    .filter(r -> r.address().value() == region.address() && r.length() == region.size())
                    .findFirst()
                    .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "no such region is registered"));
            vm.platform().writeBackCaches(vm.coresUsed());
            ranges.remove(range);
            range.close();
        } finally {
            vm.lock().unlock();
        }
    }

    PinAccount account() {
        return account;
    }

    void releaseAll() {
        ranges.forEach(PinnedRange::close);
        ranges.clear();
    }

    void takeFrom(EncryptedRegions source) {
        source.ranges.forEach(range -> range.chargeTo(account));
        ranges.addAll(source.ranges);
        source.ranges.clear();
    }

    private static void refuseMirror(SevVm vm) {
        if (vm.isMirror()) {
            throw new ErrnoException(Errno.EINVAL, "a mirror has no regions of its own");
        }
    }
}
