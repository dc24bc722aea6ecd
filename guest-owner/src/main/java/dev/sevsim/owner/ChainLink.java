package dev.sevsim.owner;

/**
 * One step of a chain: who vouches for whom, and whether it is true.
 *
 * @param subject the certificate that is vouched for
 * @param signer who vouches
 * @param algorithm of the signature, or how else the link was checked
 * @param result whether it holds
 * @param reason why not; empty for a link that holds
 */
public record ChainLink(String subject, String signer, String algorithm, Result result, String reason) {
    /** The signer of the last link, which is no signature: the ARK's key must be trusted. */
    public static final String TRUSTED_ROOTS = "trusted roots";

    /** Whether a link holds. */
    public enum Result {
        HOLDS,
        FAILS
    }

    /** One line for people. */
    public String describe() {
        String line = subject + " <- " + signer + " (" + algorithm + ")";
        return result == Result.HOLDS ? line + ": holds" : line + ": " + reason;
    }
}
