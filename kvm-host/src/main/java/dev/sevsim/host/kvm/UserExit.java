package dev.sevsim.host.kvm;

import java.util.Optional;

/** Something that user space has to do before the guest goes on. */
interface UserExit {
    /** Describes it in the shared page. */
    void present();

    /** User space is back: what the guest gets, or empty when there is more to present. */
    Optional<EntryRegisters> complete();
}
