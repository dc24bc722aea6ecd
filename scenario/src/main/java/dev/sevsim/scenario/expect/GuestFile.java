package dev.sevsim.scenario.expect;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of the guest as its root user reads it, while the guest is idle.
 *
 * @param path absolute path in the guest
 * @param content all of its bytes; empty for a file that must not exist
 */
public record GuestFile(String path, Optional<Bytes> content) implements Expectation.OfGuest {
    private static final String NAME = "guest-file";

    /**
     * Checks the path.
     *
     * @throws InputException for one that does not begin at the root
     */
    public GuestFile {
        if (!path.startsWith("/")) {
            throw new InputException(
                    "guest-file '" + path + "' is no absolute path of the guest, expected one that begins with /");
        }
    }

    @Override
    public List<Mismatch> check(RunningGuest guest, Observed run) {
        String expected =
                path + (content.isEmpty() ? " absent" : " with " + content.get().length() + " bytes as given");
        Path file = guest.files().getPath(path);
        try {
            Bytes found = Bytes.copyOf(Files.readAllBytes(file));
            return content.filter(found::equals).isPresent()
                    ? List.of()
                    : List.of(Mismatch.of(
                            NAME, expected, found.length() + (content.isEmpty() ? " bytes" : " bytes, other ones")));
        } catch (NoSuchFileException e) {
            return content.isEmpty() ? List.of() : List.of(Mismatch.of(NAME, expected, "no such file"));
        } catch (IOException e) {
            return List.of(Mismatch.of(NAME, expected, "an error: " + e.getMessage()));
        }
    }
}
