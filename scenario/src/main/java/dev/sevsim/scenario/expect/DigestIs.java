package dev.sevsim.scenario.expect;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The launch digest, as the owner computes it from its own copies.
 *
 * @param digest SHA-256, 32 bytes
 */
public record DigestIs(Bytes digest) implements Expectation.OfEnd {
    private static final int SIZE = 32;

    /**
     * Checks the length.
     *
     * @throws InputException for another one
     */
    public DigestIs {
        if (digest.length() != SIZE) {
            throw new InputException("launch digest of " + digest.length() + " bytes, expected " + SIZE);
        }
    }

    @Override
    public List<Mismatch> check(Observed run) {
        String found = run.report().map(report -> report.launchDigest().toHex()).orElse("none");
        return Checks.same("launch-digest", digest.toHex(), found, found);
    }
}
