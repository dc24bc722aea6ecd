package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.Mutex;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Optional;

/**
 * KVM_CAP_VM_COPY_ENC_CONTEXT_FROM and KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM: two VMs share one guest's context, or it moves
 * to another VM.
 *
 * <p>A second transfer of a VM fails with EBUSY, so the locks of two VMs cannot deadlock. Source:
 * docs/reference/kvm-host.md section 2.9.
 */
public final class EncryptionContexts {
    private EncryptionContexts() {}

    /** Makes a mirror: the destination shares the source's context. */
    public static void copy(SevVm destination, SevVm source) {
        locked(destination, source, () -> {
            if (destination.kind().isPresent()
                    || source.kind().isEmpty()
                    || source.isMirror()
                    || destination.hasAnyVcpu()) {
                throw new ErrnoException(Errno.EINVAL, "the destination is used or the source cannot be mirrored");
            }
            destination.mirror(source);
        });
    }

    /** Moves the source's context; the source is dead afterwards. */
    public static void move(SevVm destination, SevVm source) {
        locked(destination, source, () -> {
            if (destination.kind().isPresent() || source.kind().isEmpty() || destination.type() != source.type()) {
                throw new ErrnoException(Errno.EINVAL, "the destination is used or the source has no context");
            }
            if (source.kind().equals(Optional.of(SevKind.SEV_ES))) {
                refuseSaveAreas(destination, source);
            }
            if (source.platform().kernel() == KernelProfile.NEWEST) {
                source.platform().writeBackCaches(source.coresUsed());
            }
            destination.takeFrom(source);
        });
    }

    private static void refuseSaveAreas(SevVm destination, SevVm source) {
        if (destination.saveAreas().size() != source.saveAreas().size()) {
            throw new ErrnoException(Errno.EINVAL, "the VMs have different numbers of vCPUs");
        }
        if (!source.saveAreas().stream().allMatch(SaveArea::isProtected)) {
            throw new ErrnoException(Errno.EINVAL, "a save area of the source is not encrypted yet");
        }
    }

    private static void locked(SevVm destination, SevVm source, Runnable transfer) {
        if (destination == source) {
            throw new ErrnoException(Errno.EINVAL, "source and destination are one VM");
        }
        if (!destination.beginTransfer()) {
            throw new ErrnoException(Errno.EBUSY, "the destination takes part in another transfer");
        }
        try {
            if (!source.beginTransfer()) {
                throw new ErrnoException(Errno.EBUSY, "the source takes part in another transfer");
            }
            try {
                inOrder(destination.lock(), source.lock(), transfer);
            } finally {
                source.endTransfer();
            }
        } finally {
            destination.endTransfer();
        }
    }

    private static void inOrder(Mutex first, Mutex second, Runnable transfer) {
        first.lock();
        try {
            second.lock();
            try {
                transfer.run();
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }
}
