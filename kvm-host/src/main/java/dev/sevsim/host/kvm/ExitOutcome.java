package dev.sevsim.host.kvm;

/** What KVM does after an exit. */
sealed interface ExitOutcome {
    /** Enters the guest again. */
    record Resume(EntryRegisters registers) implements ExitOutcome {}

    /** Returns from KVM_RUN. */
    record ToUser(UserExit exit) implements ExitOutcome {}

    /** KVM_RUN fails with EINTR. */
    record Interrupted() implements ExitOutcome {}
}
