package dev.sevsim.psp.command;

/**
 * When the firmware writes the command buffer back.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 1.3.
 */
public enum WriteBack {
    NEVER,
    ON_SUCCESS,
    /** On SUCCESS and on INVALID_LENGTH, which answers a length query. */
    ON_SUCCESS_OR_SHORT_BUFFER
}
