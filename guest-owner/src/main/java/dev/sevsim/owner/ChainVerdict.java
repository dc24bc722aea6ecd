package dev.sevsim.owner;

import java.util.List;
import java.util.Optional;

/**
 * Result of verifying a certificate chain.
 *
 * @param links every link, from the PDH up to the trusted root
 * @param root what the ARK claims to be; empty when the chain has none
 */
public record ChainVerdict(List<ChainLink> links, Optional<RootIdentity> root) {
    public ChainVerdict {
        links = List.copyOf(links);
    }

    /** Whether every link holds. */
    public boolean isTrusted() {
        return firstFailure().isEmpty();
    }

    /** The first link that does not hold. */
    public Optional<ChainLink> firstFailure() {
        return links.stream()
                .filter(link -> link.result() == ChainLink.Result.FAILS)
                .findFirst();
    }

    /** One line for people. */
    public String describe() {
        return firstFailure()
                .map(link -> "certificate chain refused: " + link.describe())
                .orElseGet(() -> "certificate chain holds up to a trusted "
                        + root.map(RootIdentity::describe).orElse("root"));
    }
}
