package dev.sevsim.psp.platform;

/**
 * CONFIG.ES: whether INIT enabled SEV-ES.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.4.
 */
public enum EncryptedState {
    DISABLED,
    ENABLED;

    /** Bit 0 of CONFIG. */
    public int code() {
        return this == ENABLED ? 1 : 0;
    }
}
