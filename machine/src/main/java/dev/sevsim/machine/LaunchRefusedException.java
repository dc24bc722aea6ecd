package dev.sevsim.machine;

/** A launch that ended before its guest ran, refused by the owner, the firmware or the host. */
public final class LaunchRefusedException extends SimulatorException {
    private static final long serialVersionUID = 1L;

    private final transient LaunchReport report;

    LaunchRefusedException(LaunchReport report) {
        super("launch refused: " + report.reason().orElse("no reason given"));
        this.report = report;
    }

    /** How far it got. */
    public LaunchReport report() {
        return report;
    }
}
