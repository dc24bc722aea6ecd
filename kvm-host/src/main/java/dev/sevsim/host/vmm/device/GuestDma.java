package dev.sevsim.host.vmm.device;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import java.util.Optional;

/** Access of a device to guest memory: raw bytes, so ciphertext for a private page. */
public interface GuestDma {
    /** Raw bytes; empty where the guest has no memory. */
    Optional<Bytes> read(GuestPhysical address, int length);

    /** Writes raw bytes; false where the guest has no memory. */
    boolean write(GuestPhysical address, Bytes content);
}
