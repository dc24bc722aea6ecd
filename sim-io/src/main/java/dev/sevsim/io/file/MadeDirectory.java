package dev.sevsim.io.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A directory that was made for an output, and what has to go again when the output fails. */
public final class MadeDirectory {
    private final List<Path> missing;

    private MadeDirectory(List<Path> missing) {
        this.missing = missing;
    }

    /**
     * Makes {@code directory} with its parents where they are missing; {@code what} names it in messages.
     *
     * @throws InputException when it cannot be made
     */
    public static MadeDirectory make(String what, Path directory) {
        return make(what, directory, new FileAttribute<?>[0]);
    }

    /**
     * The same, and only its owner may use {@code directory} where it was missing.
     *
     * @throws InputException when it cannot be made
     */
    public static MadeDirectory makePrivate(String what, Path directory) {
        return make(
                what, directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static MadeDirectory make(String what, Path directory, FileAttribute<?>... attributes) {
        List<Path> missing = new ArrayList<>();
        for (Path path = directory.toAbsolutePath(); path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        MadeDirectory made = new MadeDirectory(missing);
        try {
            if (missing.isEmpty() || attributes.length == 0) {
                Files.createDirectories(directory);
            } else {
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, attributes);
            }
            return made;
        } catch (FileAlreadyExistsException e) {
            if (Files.isSymbolicLink(directory)) {
                throw new InputException(what + " " + directory + reason(directory), e);
            }
            throw new InputException(what + " " + directory + " is a file, expected a directory", e);
        } catch (IOException e) {
            made.undo();
            throw new InputException(what + " " + directory + " cannot be made: " + FileProblem.reason(e), e);
        }
    }

    /** What is wrong with a symbolic link that names no directory. */
    private static String reason(Path link) {
        try {
            Path file = link.toRealPath();
            return " is a link to " + file + ", expected a directory";
        } catch (NoSuchFileException e) {
            return " is a dangling link, expected a directory";
        } catch (IOException e) {
            return " cannot be made: " + FileProblem.reason(e);
        }
    }

    /** Removes the directories that were made, innermost first, as far as they are empty. */
    public void undo() {
        for (Path directory : missing) {
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                return; // Another program has put something there: it stays, and so do its parents.
            }
        }
    }
}
