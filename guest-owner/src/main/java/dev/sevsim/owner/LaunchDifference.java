package dev.sevsim.owner;

/**
 * One way in which a launch may differ from the expected one.
 *
 * @param input what is different
 * @param text in words that follow "it fits ..."
 */
public record LaunchDifference(Input input, String text) {
    /** What can be different. */
    public enum Input {
        FIRMWARE,
        KERNEL_HASHES,
        COMMAND_LINE,
        INITRD,
        KERNEL,
        VCPU_COUNT,
        CPU_MODEL,
        VMM_FLAVOUR,
        SAVE_AREAS,
        POLICY,
        API_VERSION,
        BUILD,
        NONCE,
        KEY,
        EVERYTHING
    }
}
