package dev.sevsim.cli;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The transport keys: two files as sevctl writes them, or one as sev-tool does. */
@Topic.Of(Topic.KEYS)
final class KeyOptions {
    @Option(names = "--tik", description = "Transport integrity key.")
    private @Nullable Path tik;

    @Option(names = "--tek", description = "Transport encryption key.")
    private @Nullable Path tek;

    @Option(names = "--tk", description = "Both keys in one file, TEK first, as sev-tool writes it.")
    private @Nullable Path both;

    /** Whether no key was named. */
    boolean isEmpty() {
        return tik == null && tek == null && both == null;
    }

    boolean hasIntegrityKey() {
        return tik != null || both != null;
    }

    SecretBytes integrityKey() {
        requireOneWay();
        if (both != null) {
            return OwnerFiles.readTransportKeys(both).tik();
        }
        if (tik == null) {
            throw new InputException("the session's integrity key is missing, give it as --tik or --tk");
        }
        return tek == null ? OwnerFiles.readKey(tik) : keys().tik();
    }

    /** The encryption key, where only the other one is needed. */
    Optional<SecretBytes> encryptionKey() {
        if (both != null) {
            return Optional.of(OwnerFiles.readTransportKeys(both).tek());
        }
        return Optional.ofNullable(tek).map(OwnerFiles::readKey);
    }

    TransportKeys keys() {
        requireOneWay();
        if (both != null) {
            return different(OwnerFiles.readTransportKeys(both));
        }
        if (tik == null && tek == null) {
            throw new InputException("the session's keys are missing, give --tik and --tek, or --tk");
        }
        if (tik == null || tek == null) {
            throw new InputException("--tik and --tek go together, " + (tik == null ? "--tik" : "--tek")
                    + " is missing; --tk names one file with both");
        }
        return different(new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik)));
    }

    /** An owner draws both keys; equal ones are one file that was named twice. */
    private static TransportKeys different(TransportKeys keys) {
        if (keys.tik().equals(keys.tek())) {
            throw new InputException("TIK and TEK are the same key: check that --tik and --tek name different files");
        }
        return keys;
    }

    private void requireOneWay() {
        if (both != null && (tik != null || tek != null)) {
            throw new InputException("--tk holds both keys, leave out --tik and --tek");
        }
    }
}
