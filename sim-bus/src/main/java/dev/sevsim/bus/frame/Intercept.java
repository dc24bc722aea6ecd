package dev.sevsim.bus.frame;

/**
 * Why a guest left.
 *
 * @param reason why the guest left, EXITCODE
 * @param info1 EXITINFO1, which depends on the reason: see {@link ExitReason}
 * @param info2 EXITINFO2, which depends on the reason: see {@link ExitReason}
 */
public record Intercept(ExitReason reason, long info1, long info2) {
    /** A reason without information. */
    public static Intercept of(ExitReason reason) {
        return new Intercept(reason, 0, 0);
    }
}
