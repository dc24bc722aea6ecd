package dev.sevsim.host.vmm;

/**
 * Why the vCPU loop came back.
 *
 * @param outcome what happened
 * @param detail more about it for people, may be empty
 */
public record RunResult(Outcome outcome, String detail) {
    /** The ends of a run. */
    public enum Outcome {
        /** The guest waits and nobody types; run again to go on. */
        IDLE,
        /** {@link Vmm#interrupt()} was called. */
        INTERRUPTED,
        /** The guest switched itself off. */
        POWERED_OFF,
        /** Triple fault. */
        SHUTDOWN,
        /** The guest loops for ever. */
        HUNG,
        /** KVM could not go on. */
        INTERNAL_ERROR
    }
}
