package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the owner demands of a launch of one image, and the secrets for an accepted one.
 *
 * @param name the image's name in requests
 * @param roots the trusted ARK keys
 * @param digests launch digests that are accepted, 32 bytes each
 * @param minimumVersion the oldest firmware that is trusted
 * @param builds firmware builds that are trusted; empty for any
 * @param requiredBits policy bits that have to be set
 * @param forbiddenBits policy bits that may not be set
 * @param chips identities of the chips that may run it; empty for any
 * @param secrets for an accepted launch; empty for the verdict alone
 */
public record ImagePolicy(
        String name,
        TrustedRoots roots,
        List<Bytes> digests,
        ApiVersion minimumVersion,
        Set<Integer> builds,
        int requiredBits,
        int forbiddenBits,
        Set<ChipIdentity> chips,
        Optional<SecretPackage> secrets) {
    public ImagePolicy {
        digests = List.copyOf(digests);
        builds = Set.copyOf(builds);
        chips = Set.copyOf(chips);
    }

    /** Why a guest policy is refused; empty when it is accepted. */
    Optional<String> problem(GuestPolicy policy) {
        int missing = requiredBits & ~policy.word();
        int surplus = forbiddenBits & policy.word();
        if (missing == 0 && surplus == 0) {
            return Optional.empty();
        }
        return Optional.of(
                missing != 0
                        ? String.format("policy %s lacks the bits 0x%x that the image needs", policy, missing)
                        : String.format("policy %s has the bits 0x%x that the image forbids", policy, surplus));
    }
}
