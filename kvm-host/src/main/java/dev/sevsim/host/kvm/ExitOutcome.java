package dev.sevsim.host.kvm;

/** How KVM goes on after an exit. */
sealed interface ExitOutcome {
    /** Enters the guest again at once. */
    record Resume(EntryRegisters registers) implements ExitOutcome {}

    /** Returns from KVM_RUN. */
    record ToUser(UserExit exit) implements ExitOutcome {}

    /** KVM_RUN itself fails: only a signal ended it. */
    record Interrupted() implements ExitOutcome {}
}
