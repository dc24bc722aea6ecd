package dev.sevsim.owner;

import dev.sevsim.abi.cert.KeyUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies a platform's certificates up to a root that its user named.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.1, 2.2 and 3.4, docs/reference/sev-firmware-api.md section
 * 6.
 */
public final class ChainVerifier {
    private final TrustedRoots roots;

    /** Believes in these roots and no other. */
    public ChainVerifier(TrustedRoots roots) {
        this.roots = roots;
    }

    /** Checks every link, several at once; never throws for what a chain holds. */
    public ChainVerdict verify(PlatformChain chain) {
        List<Supplier<ChainLink>> checks = List.of(
                () -> LinkChecks.signed(chain.pdh(), chain.pek()),
                () -> LinkChecks.signed(chain.pek(), chain.oca()),
                () -> LinkChecks.signed(chain.pek(), chain.cek()),
                () -> LinkChecks.signed(chain.oca(), chain.oca()),
                () -> cekByAsk(chain),
                () -> askByArk(chain),
                () -> arkByArk(chain),
                () -> pinned(chain.ark()));
        List<ChainLink> links = checks.parallelStream().map(Supplier::get).toList();
        return new ChainVerdict(
                links, chain.ark().map(ark -> RootIdentity.of(ark.content().keyId())));
    }

    private static ChainLink cekByAsk(PlatformChain chain) {
        return chain.ask()
                .map(ask -> LinkChecks.signed(chain.cek(), ask))
                .orElseGet(() -> LinkChecks.missing(KeyUsage.CEK, KeyUsage.ASK, KeyUsage.ASK));
    }

    private static ChainLink askByArk(PlatformChain chain) {
        if (chain.ask().isEmpty()) {
            return LinkChecks.missing(KeyUsage.ASK, KeyUsage.ARK, KeyUsage.ASK);
        }
        return chain.ark()
                .map(ark -> LinkChecks.signed(chain.ask().get(), ark))
                .orElseGet(() -> LinkChecks.missing(KeyUsage.ASK, KeyUsage.ARK, KeyUsage.ARK));
    }

    private ChainLink arkByArk(PlatformChain chain) {
        return chain.ark()
                .map(ark -> ark.isUnsigned()
                        ? LinkChecks.unsignedRoot(ark, roots.contains(ark.content()))
                        : LinkChecks.signed(ark, ark))
                .orElseGet(() -> LinkChecks.missing(KeyUsage.ARK, KeyUsage.ARK, KeyUsage.ARK));
    }

    private ChainLink pinned(Optional<ReceivedCaCertificate> ark) {
        boolean known = ark.filter(root -> roots.contains(root.content())).isPresent();
        String reason = roots.size() == 0
                ? "no trusted root is configured"
                : "its key is none of the " + roots.size() + " trusted roots";
        return new ChainLink(
                KeyUsage.ARK.name(),
                ChainLink.TRUSTED_ROOTS,
                "same public key",
                known ? ChainLink.Result.HOLDS : ChainLink.Result.FAILS,
                known ? "" : reason);
    }
}
