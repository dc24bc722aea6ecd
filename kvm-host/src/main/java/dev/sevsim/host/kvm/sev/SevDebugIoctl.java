package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.sev.DebugPiece.Direction;
import dev.sevsim.host.profile.KernelProfile;

/**
 * KVM_SEV_DBG_DECRYPT and KVM_SEV_DBG_ENCRYPT: any length at any address, in pieces that lie in one page at source and
 * destination.
 *
 * <p>It stops at the first failure; earlier pieces stay written. Source: docs/reference/kvm-host.md section 2.7.
 */
final class SevDebugIoctl extends SevStructureIoctl<KvmSevDebug> {
    private final Direction direction;

    private SevDebugIoctl(KvmSevCommandId id, Direction direction) {
        super(id, KvmSevDebug.CODEC);
        this.direction = direction;
    }

    static SevDebugIoctl decrypt() {
        return new SevDebugIoctl(KvmSevCommandId.DBG_DECRYPT, new Direction(CommandId.DBG_DECRYPT));
    }

    static SevDebugIoctl encrypt() {
        return new SevDebugIoctl(KvmSevCommandId.DBG_ENCRYPT, new Direction(CommandId.DBG_ENCRYPT));
    }

    @Override
    void run(SevCall call, KvmSevDebug user) {
        KernelProfile kernel = call.vm().platform().kernel();
        refuse(user, kernel);
        long left = Integer.toUnsignedLong(user.length());
        long source = user.sourceAddress();
        long destination = user.destinationAddress();
        while (left > 0) {
            int piece = (int) Math.min(left, Math.min(toPageEnd(source), toPageEnd(destination)));
            try (PinnedRange from = call.pin(source, piece, PinnedRange.Access.READ);
                    PinnedRange to = call.pin(destination, piece)) {
                new DebugPiece(call, direction, from, to, piece).run(kernel);
            }
            source += piece;
            destination += piece;
            left -= piece;
        }
    }

    private static void refuse(KvmSevDebug user, KernelProfile kernel) {
        long length = Integer.toUnsignedLong(user.length());
        boolean bad = length == 0 || wraps(user.sourceAddress(), length) || user.destinationAddress() == 0;
        if (kernel == KernelProfile.NEWEST) {
            bad |= user.sourceAddress() == 0 || wraps(user.destinationAddress(), length);
        }
        if (bad) {
            throw new ErrnoException(Errno.EINVAL, "range is empty, wraps or has no destination");
        }
        if (kernel == KernelProfile.RFC_V2
                && (length > toPageEnd(user.sourceAddress()) || length > toPageEnd(user.destinationAddress()))) {
            throw new ErrnoException(Errno.EINVAL, "more than one page");
        }
    }

    private static boolean wraps(long address, long length) {
        return Long.compareUnsigned(address + length, address) < 0;
    }

    private static long toPageEnd(long address) {
        return Page.SIZE - (address & (Page.SIZE - 1));
    }
}
