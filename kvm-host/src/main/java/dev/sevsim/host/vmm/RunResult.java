package dev.sevsim.host.vmm;

/**
 * Result of running a VM.
 *
 * @param outcome reason of the return
 * @param detail text for the user, may be empty
 */
public record RunResult(Outcome outcome, String detail) {
    /** Reasons of a return. */
    public enum Outcome {
        /** The guest waits for input; run again to continue. */
        IDLE,
        /** {@link VirtualMachine#interrupt()} was called. */
        INTERRUPTED,
        /** The guest switched itself off. */
        POWERED_OFF,
        /** The guest asked for a reset; run again to continue, after one. */
        RESET,
        /** Triple fault. */
        SHUTDOWN,
        /** The guest loops for ever. */
        HUNG,
        /** The guest has used up its {@link RunBudget}. */
        OVER_BUDGET,
        /** KVM could not go on. */
        INTERNAL_ERROR
    }
}
