package dev.sevsim.owner;

import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.bus.work.Workers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Verifies a platform's certificates up to a root that the user trusts.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.1, 2.2 and 3.4, docs/reference/sev-firmware-api.md section
 * 6.
 */
public final class ChainVerifier {
    private final TrustedRoots roots;
    private final Workers workers;

    /** Trusts these roots and no other. */
    public ChainVerifier(TrustedRoots roots) {
        this(roots, Workers.direct());
    }

    /** As above; {@code workers} check some of the links. */
    public ChainVerifier(TrustedRoots roots, Workers workers) {
        this.roots = roots;
        this.workers = workers;
    }

    /** Checks every link; never throws for any content of a chain. */
    public ChainVerdict verify(PlatformChain chain) {
        List<Callable<ChainLink>> checks = List.of(
                () -> LinkChecks.signed(chain.pdh(), chain.pek()),
                () -> LinkChecks.signed(chain.pek(), chain.oca()),
                () -> LinkChecks.signed(chain.pek(), chain.cek()),
                () -> LinkChecks.signed(chain.oca(), chain.oca()),
                () -> cekByAsk(chain),
                () -> askByArk(chain),
                () -> arkByArk(chain),
                () -> pinned(chain.ark()));
        List<ChainLink> links = workers.all(checks);
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
