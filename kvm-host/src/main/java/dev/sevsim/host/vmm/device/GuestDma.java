package dev.sevsim.host.vmm.device;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import java.util.Optional;

/** A device's way to guest memory: raw bytes, so that only shared pages make sense. */
public interface GuestDma {
    /** Raw bytes; empty where the guest has no memory. */
    Optional<Bytes> read(GuestPhysical address, int length);

    /** Writes raw bytes; false where the guest has no memory. */
    boolean write(GuestPhysical address, Bytes content);
}
