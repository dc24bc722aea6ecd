package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.psp.keys.InvalidIdentityException;
import dev.sevsim.psp.keys.PlatformIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a platform keeps between runs, in a directory that the user names. */
final class StateDirectory {
    private static final String IDENTITY = "platform.bin";

    private final Path directory;

    /** The directory is made when something is saved. */
    StateDirectory(Path directory) {
        this.directory = directory;
    }

    /** The identity that was saved; empty in a new directory. */
    Optional<PlatformIdentity> load() {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InputException("state " + directory + " is a file, expected a directory");
        }
        Path file = directory.resolve(IDENTITY);
        byte[] content = new byte[0];
        try {
            content = Files.readAllBytes(file);
            return Optional.of(PlatformIdentity.decode(SecretBytes.copyOf(content)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (InvalidIdentityException e) {
            throw new InputException(
                    "state " + file + ": " + e.getMessage() + "; restore it, or remove it for a new platform", e);
        } catch (IOException e) {
            throw new InputException("state " + file + " cannot be read: " + FileProblem.reason(e), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Saves an identity; the old one stays until the new one is whole. */
    void save(PlatformIdentity identity) {
        OutputFile.makeDirectory("state", directory);
        byte[] content = identity.encode().reveal();
        try {
            OutputFile.write("state", directory.resolve(IDENTITY), Bytes.copyOf(content));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
