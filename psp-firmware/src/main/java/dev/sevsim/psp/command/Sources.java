package dev.sevsim.psp.command;

/** The parts of the reference that refusals cite. */
public final class Sources {
    /** Platform management. */
    public static final String PLATFORM = "docs/reference/sev-firmware-api.md section 4.1";

    /** Guest management. */
    public static final String GUEST = "docs/reference/sev-firmware-api.md section 4.2";

    /** Launch. */
    public static final String LAUNCH = "docs/reference/sev-firmware-api.md section 4.3";

    /** Sending of a migration. */
    public static final String SEND = "docs/reference/sev-firmware-api.md section 4.4";

    /** Receiving of a migration. */
    public static final String RECEIVE = "docs/reference/sev-firmware-api.md section 4.5";

    /** Debugging and swapping. */
    public static final String GUEST_MEMORY = "docs/reference/sev-firmware-api.md section 4.6";

    /** RING_BUFFER and queue mode. */
    public static final String RING_BUFFER = "docs/reference/sev-firmware-api.md sections 1.5 and 4.1";

    /** LAUNCH_START and its session. */
    public static final String LAUNCH_START = "docs/reference/sev-firmware-api.md sections 3.6, 4.3 and 5.4";

    /** LAUNCH_MEASURE and the measurement. */
    public static final String LAUNCH_MEASURE = "docs/reference/sev-firmware-api.md sections 4.3 and 5.5";

    /** LAUNCH_SECRET and its packet. */
    public static final String LAUNCH_SECRET = "docs/reference/sev-firmware-api.md sections 4.3 and 5.6";

    /** ATTESTATION and its report. */
    public static final String ATTESTATION = "docs/reference/sev-firmware-api.md sections 4.3 and 5.8";

    /** SEND_START and its session. */
    public static final String SEND_START = "docs/reference/sev-firmware-api.md sections 4.4 and 5.4";

    /** SEND_UPDATE_DATA and SEND_UPDATE_VMSA and their packets. */
    public static final String SEND_UPDATE = "docs/reference/sev-firmware-api.md sections 4.4 and 5.7";

    /** RECEIVE_START and its session. */
    public static final String RECEIVE_START = "docs/reference/sev-firmware-api.md sections 4.5 and 5.4";

    /** RECEIVE_UPDATE_DATA and RECEIVE_UPDATE_VMSA and their packets. */
    public static final String RECEIVE_UPDATE = "docs/reference/sev-firmware-api.md sections 4.5 and 5.7";

    /** DF_FLUSH. */
    public static final String DF_FLUSH = "docs/reference/sev-firmware-api.md section 7.4";

    private Sources() {}
}
