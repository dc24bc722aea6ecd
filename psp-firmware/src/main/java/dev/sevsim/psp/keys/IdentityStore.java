package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * One chip's identity in a persistent area, sealed under the chip's storage keys.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, INIT step 8, and section 5.1.
 */
final class IdentityStore {
    private final ChipSecret chip;
    private final NvStorage area;
    private final NvSeal seal;

    IdentityStore(ChipSecret chip, NvStorage area) {
        this.chip = chip;
        this.area = area;
        seal = new NvSeal(key("sevsim-nv-encrypt"), key("sevsim-nv-mac"));
    }

    /**
     * What a read came to: an identity, a fault, or neither for an erased area.
     *
     * @param identity what the area holds
     * @param fault why it gives nothing
     */
    record Loaded(Optional<PlatformIdentity> identity, Optional<StoreFault> fault) {}

    /** Reads the area; one that fails its integrity check is erased, so that the next read finds it empty. */
    Loaded load() {
        try {
            Bytes content = area.read();
            if (NvStorage.isEmpty(content)) {
                return new Loaded(Optional.empty(), Optional.empty());
            }
            Optional<PlatformIdentity> identity = open(content);
            if (identity.isPresent()) {
                return new Loaded(identity, Optional.empty());
            }
            area.erase();
            return failed(SevStatus.SECURE_DATA_INVALID, "the persistent store must pass its integrity check", "MAC");
        } catch (IOException e) {
            return failed(
                    SevStatus.HWERROR_PLATFORM,
                    "the persistent store must be readable",
                    Objects.toString(e.getMessage()));
        }
    }

    /** Replaces what the area holds; after a fault it still holds what it held. */
    Optional<StoreFault> save(PlatformIdentity identity) {
        SecretBytes content = identity.encode();
        try {
            area.write(seal.seal(content));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(writeFault(e));
        } finally {
            content.wipe();
        }
    }

    Optional<StoreFault> erase() {
        try {
            area.erase();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(writeFault(e));
        }
    }

    /** What the area holds now; empty when it gives nothing. */
    Optional<PlatformIdentity> peek() {
        try {
            return open(area.read());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<PlatformIdentity> open(Bytes content) {
        return seal.open(content).map(opened -> {
            PlatformIdentity identity = IdentityCodec.decode(chip, opened);
            opened.wipe();
            return identity;
        });
    }

    private SecretBytes key(String label) {
        byte[] raw = chip.expand(label, NvSeal.KEY_SIZE);
        SecretBytes key = SecretBytes.copyOf(raw);
        Arrays.fill(raw, (byte) 0);
        return key;
    }

    private static StoreFault writeFault(IOException problem) {
        return new StoreFault(
                SevStatus.HWERROR_PLATFORM,
                "the persistent store must be writable",
                Objects.toString(problem.getMessage()));
    }

    private static Loaded failed(SevStatus status, String rule, String found) {
        return new Loaded(Optional.empty(), Optional.of(new StoreFault(status, rule, found)));
    }
}
