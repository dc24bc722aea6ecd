package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Optional;

/**
 * The data of a GHCB request: in the shared buffer of the page or in other shared memory of the guest.
 *
 * <p>The newest kernel accepts only the shared buffer under protocol version 2, which we take to be the version in the
 * page. An area outside the slots is refused as an invalid one (our choice).
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
record ScratchArea(Vm vm, long begin, int length) {
    private static final int VERSION_OF_OWN_BUFFER = 2;

    /** The area of a request; empty when it is invalid. */
    static Optional<ScratchArea> of(Vm vm, GhcbPage page, long length) {
        long begin = page.get(Ghcb.SW_SCRATCH);
        long end = begin + length;
        if (begin == 0 || Long.compareUnsigned(end, begin) < 0) {
            return Optional.empty();
        }
        long ghcb = page.guestAddress().value();
        if (begin >= ghcb && begin - ghcb < Ghcb.SIZE) {
            long from = ghcb + Ghcb.SHARED_BUFFER.offset();
            long to = from + Ghcb.SHARED_BUFFER.width();
            boolean inside = begin >= from && Long.compareUnsigned(end, to) <= 0;
            return inside ? Optional.of(new ScratchArea(vm, begin, (int) length)) : Optional.empty();
        }
        if (Long.compareUnsigned(length, Ghcb.MAX_SCRATCH) > 0 || wantsOwnBuffer(vm, page)) {
            return Optional.empty();
        }
        ScratchArea elsewhere = new ScratchArea(vm, begin, (int) length);
        return elsewhere.isMemory() ? Optional.of(elsewhere) : Optional.empty();
    }

    /** Contents of the area. */
    Bytes read() {
        byte[] content = new byte[length];
        forEachPiece((user, from, size) -> vm.owner().memory().read(user, content, from, size));
        return Bytes.copyOf(content);
    }

    /** Overwrites the area with {@code content}, which has its length. */
    void write(Bytes content) {
        byte[] raw = content.toArray();
        forEachPiece((user, from, size) -> vm.owner().memory().write(user, raw, from, size));
    }

    private static boolean wantsOwnBuffer(Vm vm, GhcbPage page) {
        return vm.host().sev().kernel() == KernelProfile.NEWEST
                && page.taken().protocolVersion() >= VERSION_OF_OWN_BUFFER;
    }

    private boolean isMemory() {
        for (int done = 0; done < length; done += pieceAt(done)) {
            if (user(done).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Skips pages that the VMM has unmapped since the request. */
    private void forEachPiece(Piece action) {
        for (int done = 0; done < length; done += pieceAt(done)) {
            int from = done;
            user(done).ifPresent(user -> action.on(user, from, pieceAt(from)));
        }
    }

    private Optional<HostVirtual> user(int done) {
        return vm.slots()
                .toUser(new GuestPhysical(begin + done))
                .filter(user -> vm.owner().memory().isMapped(user, pieceAt(done)));
    }

    /** Bytes from {@code done} to the end of the page or of the area. */
    private int pieceAt(int done) {
        int inPage = (int) (begin + done & Page.SIZE - 1);
        return Math.min(length - done, Page.SIZE - inPage);
    }

    @FunctionalInterface
    private interface Piece {
        void on(HostVirtual user, int from, int size);
    }
}
