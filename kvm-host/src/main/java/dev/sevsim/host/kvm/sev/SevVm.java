package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.bus.Mutex;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.KernelProfile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The SEV state of one VM. Its {@link #lock} is held for every sub-command and taken before any other lock of the host.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.6, 2.9, 2.10 and 2.11.
 */
public final class SevVm {
    private final SevPlatform platform;
    private final KvmVmType type;
    private final References references;
    private final Mutex lock;
    private final AtomicBoolean inTransfer = new AtomicBoolean();
    private final EncryptedRegions regions;
    private final List<SaveArea> saveAreas = new ArrayList<>();
    private final Set<SevVm> mirrors = new LinkedHashSet<>();
    private final BitSet coresUsed = new BitSet();
    private Optional<SevKind> kind = Optional.empty();
    private GuestFeatures features = new GuestFeatures(0, 0);
    private int asid;
    private int handle;
    private int sevFd;
    private @Nullable SevVm owner;
    private volatile boolean dead;

    /** The references that keep a VM from being destroyed. */
    public interface References {
        /** Takes a reference. */
        void hold();

        /** Drops a reference; the last one destroys the VM. */
        void put();
    }

    /** A VM that is not encrypted yet. */
    public SevVm(SevPlatform platform, KvmVmType type, References references) {
        this.platform = platform;
        this.type = type;
        this.references = references;
        this.lock = platform.driver().mutex();
        this.regions = new EncryptedRegions(platform.pins());
    }

    /** Kind of guest; empty for an ordinary VM. */
    public Optional<SevKind> kind() {
        return kind;
    }

    /** The VM's ASID; 0 for an ordinary VM. */
    public int asid() {
        return asid;
    }

    /** Whether the VM's context was moved away; its ioctls fail from then on. */
    public boolean isDead() {
        return dead;
    }

    /** Adds a vCPU; EINVAL for a typed VM before its init. */
    public void attach(SaveArea vcpu) {
        lock.lock();
        try {
            if (type != KvmVmType.DEFAULT && kind.isEmpty()) {
                throw new ErrnoException(Errno.EINVAL, "a typed VM has no vCPUs before INIT2");
            }
            if (kind.equals(Optional.of(SevKind.SEV_ES)) && platform.kernel() != KernelProfile.NEWEST) {
                vcpu.hideFpu();
            }
            saveAreas.add(vcpu);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a vCPU whose creation failed. */
    public void detach(SaveArea vcpu) {
        lock.lock();
        try {
            saveAreas.remove(vcpu);
        } finally {
            lock.unlock();
        }
    }

    /** KVM_MEMORY_ENCRYPT_REG_REGION and KVM_MEMORY_ENCRYPT_UNREG_REGION. */
    public EncryptedRegions regions() {
        return regions;
    }

    /** Records that a vCPU enters the guest on a core. */
    public void runsOn(int core) {
        coresUsed.set(core);
    }

    /** Highest GHCB protocol version that the guest is offered. */
    public int ghcbVersion() {
        return features.ghcbVersion();
    }

    /** Releases everything; results of the firmware are ignored. */
    public void destroy() {
        lock.lock();
        try {
            release();
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        if (kind.isPresent()) {
            SevVm mirrored = owner;
            if (mirrored != null) {
                leaveOwner(mirrored);
            } else {
                platform.writeBackCaches(coresUsed);
                regions.releaseAll();
                if (handle != 0) {
                    platform.unbind(handle);
                }
                giveAsidBack(kind.get());
            }
        }
        saveAreas.forEach(area -> area.free(platform));
        saveAreas.clear();
        kind = Optional.empty();
    }

    /** The first interface flushed after each DEACTIVATE and freed the ASID at once. */
    private void giveAsidBack(SevKind as) {
        if (platform.kernel() == KernelProfile.RFC_V2) {
            platform.driver().writeBackAllCaches();
            platform.driver().issue(CommandId.DF_FLUSH, Bytes.EMPTY);
            platform.asids().free(asid, as);
        } else {
            platform.asids().release(asid, as);
        }
    }

    private void leaveOwner(SevVm mirrored) {
        synchronized (mirrored.mirrors) {
            mirrored.mirrors.remove(this);
        }
        owner = null;
        mirrored.references.put();
    }

    Mutex lock() {
        return lock;
    }

    SevPlatform platform() {
        return platform;
    }

    KvmVmType type() {
        return type;
    }

    GuestFeatures features() {
        return features;
    }

    BitSet coresUsed() {
        return coresUsed;
    }

    int handle() {
        return handle;
    }

    int sevFd() {
        return sevFd;
    }

    List<SaveArea> saveAreas() {
        return saveAreas;
    }

    boolean hasAnyVcpu() {
        return !saveAreas.isEmpty();
    }

    boolean isMirror() {
        return owner != null;
    }

    /** Begins a copy or move; false when another one is in progress. */
    boolean beginTransfer() {
        return inTransfer.compareAndSet(false, true);
    }

    void endTransfer() {
        inTransfer.set(false);
    }

    /** EINVAL, not ENOTTY as {@link #requireActive}, for a VM without INIT. */
    void requireKind() {
        if (kind.isEmpty()) {
            throw new ErrnoException(Errno.EINVAL, "the VM was not initialised for SEV");
        }
    }

    void requireActive() {
        if (kind.isEmpty()) {
            throw new ErrnoException(Errno.ENOTTY, "the VM was not initialised for SEV");
        }
    }

    void activate(SevKind as, int withAsid, GuestFeatures with) {
        kind = Optional.of(as);
        asid = withAsid;
        features = with;
    }

    void launched(int newHandle, int throughFd) {
        handle = newHandle;
        sevFd = throughFd;
    }

    /** Makes this an ordinary VM again. */
    void deactivate() {
        kind = Optional.empty();
        asid = 0;
    }

    /** Shares the context of another VM: ASID, handle and descriptor, without regions. */
    void mirror(SevVm source) {
        activate(source.kind.orElseThrow(), source.asid, source.features);
        launched(source.handle, source.sevFd);
        owner = source;
        source.references.hold();
        synchronized (source.mirrors) {
            source.mirrors.add(this);
        }
    }

    /** Takes the context of another VM, except for its descriptor; the other VM is dead afterwards. */
    void takeFrom(SevVm source) {
        activate(source.kind.orElseThrow(), source.asid, source.features);
        launched(source.handle, 0);
        regions.takeFrom(source.regions);
        coresUsed.or(source.coresUsed);
        SevVm mirrored = source.owner;
        if (mirrored != null) {
            owner = mirrored;
            source.owner = null;
            synchronized (mirrored.mirrors) {
                mirrored.mirrors.remove(source);
                mirrored.mirrors.add(this);
            }
        }
        takeMirrors(source);
        if (kind.equals(Optional.of(SevKind.SEV_ES))) {
            for (int i = 0; i < saveAreas.size(); i++) {
                saveAreas.get(i).takeFrom(source.saveAreas.get(i));
            }
        }
        source.deactivate();
        source.handle = 0;
        source.dead = true;
    }

    private void takeMirrors(SevVm source) {
        List<SevVm> moved;
        synchronized (source.mirrors) {
            moved = List.copyOf(source.mirrors);
            source.mirrors.clear();
        }
        for (SevVm mirror : moved) {
            references.hold();
            mirror.owner = this;
            synchronized (mirrors) {
                mirrors.add(mirror);
            }
            source.references.put();
        }
    }
}
