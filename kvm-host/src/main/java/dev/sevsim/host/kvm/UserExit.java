package dev.sevsim.host.kvm;

import java.util.Optional;

/** An exit that user space has to complete before the guest continues. */
interface UserExit {
    /** Writes the exit to the shared page. */
    void present();

    /** Reads the answer of user space; empty when there is more to present. */
    Optional<EntryRegisters> complete();
}
