package dev.sevsim.cli;

import dev.sevsim.machine.LaunchReport.Verdict;

/** Exit statuses of {@code launch}, one for each verdict; docs/verdicts.md has the list. */
final class VerdictStatus {
    /** For the end of the help text. */
    static final String HELP = "Exit status by verdict (docs/verdicts.md): 0 accepted, unattested; 1 refused;"
            + " 5 kernel-not-run; 6 unmeasured-boot; 7 nothing-booted; 8 disk-locked; 9 secrets-not-arrived;"
            + " 10 guest-failed; 11 accepted or unattested, but an act or a fault was not done. With --break, 0 when"
            + " the point was reached, whatever is typed there, and 2 when it was not.";

    /** The verdict would be status 0, but an act or a fault that was asked for was not done. */
    static final int NOT_DONE = 11;

    private VerdictStatus() {}

    static int of(Verdict verdict) {
        return switch (verdict) {
            case ACCEPTED, UNATTESTED -> Main.OK;
            case REFUSED -> Main.REFUSED;
            // 2, 3 and 4 are taken by wrong usage, by our own errors, and by owner explain.
            case KERNEL_NOT_RUN -> 5;
            case UNMEASURED_BOOT -> 6;
            case NOTHING_BOOTED -> 7;
            case DISK_LOCKED -> 8;
            case SECRETS_NOT_ARRIVED -> 9;
            case GUEST_FAILED -> 10;
        };
    }
}
