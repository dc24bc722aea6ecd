package dev.sevsim.psp.platform;

/**
 * CONFIG.ES: whether INIT enabled SEV-ES.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.4.
 */
public enum EncryptedState {
    DISABLED(0),
    ENABLED(1);

    private final int code;

    EncryptedState(int code) {
        this.code = code;
    }

    /** Bit 0 of CONFIG. */
    public int code() {
        return code;
    }
}
