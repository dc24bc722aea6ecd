package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.io.file.DurableFile;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.OwnerSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sessions as directories, so that a restart keeps them.
 *
 * <p>{@code open/ID} holds the four files of {@link OwnerFiles} and {@code launch}; it appears whole by one rename.
 * Taking a session first makes {@code used/ID}, which succeeds once whatever happens later: a crash in between loses
 * the session and never gives it out twice. Everything is readable by its owner alone.
 */
public final class SessionDirectory implements SessionStore {
    private static final String FILES = "vm";
    private static final String LAUNCH = "launch";
    private static final int LAUNCH_LINES = 4;
    private static final String UNFINISHED = ".new";
    private static final int MAX_LAUNCH_FILE = 4096;
    private static final int HEXADECIMAL = 16;

    private final Path open;
    private final Path used;

    /**
     * The store in this directory; what a crash left half done is removed.
     *
     * @throws OwnerInputException when the directory cannot be used
     */
    public SessionDirectory(Path directory) {
        this.open = directory.resolve("open");
        this.used = directory.resolve("used");
        try {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            for (Path path : List.of(directory, open, used)) {
                makePrivate(path);
            }
            removeUnfinished();
        } catch (IOException | UncheckedIOException e) {
            throw new OwnerInputException(
                    "session directory " + directory,
                    "cannot be used (" + e.getClass().getSimpleName() + ")",
                    "a writable place");
        }
    }

    @Override
    public void add(LaunchId id, OpenSession session) {
        Path unfinished = open.resolve(id + UNFINISHED);
        try {
            makePrivate(unfinished);
            new OwnerFiles(unfinished, FILES).write(session.session());
            String launch = String.join(
                    "\n",
                    session.image(),
                    session.chip().toString(),
                    session.expires().toString(),
                    Integer.toHexString(session.session().policy().word()));
            Files.writeString(unfinished.resolve(LAUNCH), launch, StandardOpenOption.CREATE_NEW);
            sync(unfinished);
            Files.move(unfinished, open.resolve(id.text()), StandardCopyOption.ATOMIC_MOVE);
            DurableFile.sync(open);
        } catch (IOException | RuntimeException e) {
            remove(unfinished);
            throw e instanceof IOException failure
                    ? new UncheckedIOException("session cannot be kept", failure)
                    : (RuntimeException) e;
        }
    }

    private static void sync(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                DurableFile.sync(file);
            }
        }
        DurableFile.sync(directory);
    }

    /** Sessions whose files are damaged: they are left out and stay, so that the reason can be found. */
    public List<Path> damaged() {
        try (DirectoryStream<Path> sessions =
                Files.newDirectoryStream(open, entry -> launch(entry).isEmpty())) {
            List<Path> damaged = new ArrayList<>();
            sessions.forEach(damaged::add);
            return damaged;
        } catch (IOException e) {
            throw new UncheckedIOException("sessions cannot be looked through", e);
        }
    }

    @Override
    public int size() {
        try (DirectoryStream<Path> sessions = Files.newDirectoryStream(open)) {
            int count = 0;
            for (Path session : sessions) {
                count += launch(session).isPresent() ? 1 : 0;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException("sessions cannot be counted", e);
        }
    }

    @Override
    public Taken take(LaunchId id) {
        Path session = open.resolve(id.text());
        Path mark = used.resolve(id.text());
        try {
            if (!Files.isDirectory(session)) {
                return Files.exists(mark) ? new Taken.Used() : new Taken.Unknown();
            }
            Files.createFile(mark, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            return new Taken.Used();
        } catch (IOException e) {
            throw new UncheckedIOException("session cannot be taken", e);
        }
        try {
            return new Taken.Session(read(session));
        } catch (OwnerInputException e) {
            return new Taken.Unknown();
        } catch (IOException e) {
            throw new UncheckedIOException("session cannot be read", e);
        } finally {
            remove(session);
        }
    }

    @Override
    public void removeExpired(Instant time) {
        try (DirectoryStream<Path> sessions = Files.newDirectoryStream(open)) {
            for (Path session : sessions) {
                Optional<Launch> launch = launch(session);
                if (launch.isPresent() && !time.isBefore(launch.get().expires())) {
                    remove(session);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("sessions cannot be looked through", e);
        }
    }

    private record Launch(String image, ChipIdentity chip, Instant expires, GuestPolicy policy) {}

    private static OpenSession read(Path session) throws IOException {
        Launch launch = launch(session)
                .orElseThrow(() -> new OwnerInputException("session " + session, "damaged", "a whole session"));
        OwnerSession made = new OwnerFiles(session, FILES).read(launch.policy());
        return new OpenSession(launch.image(), launch.chip(), launch.expires(), made);
    }

    /** Empty for one that is being made or removed, is damaged, or is no session. */
    private static Optional<Launch> launch(Path session) throws IOException {
        Path file = session.resolve(LAUNCH);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_LAUNCH_FILE) {
                return Optional.empty();
            }
            List<String> lines =
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            if (lines.size() != LAUNCH_LINES) {
                return Optional.empty();
            }
            return Optional.of(new Launch(
                    lines.get(0),
                    new ChipIdentity(Bytes.fromHex(lines.get(1))),
                    Instant.parse(lines.get(2)),
                    new GuestPolicy(Integer.parseUnsignedInt(lines.get(3), HEXADECIMAL))));
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(open, "*" + UNFINISHED)) {
            unfinished.forEach(SessionDirectory::remove);
        }
        try (DirectoryStream<Path> sessions = Files.newDirectoryStream(open)) {
            for (Path session : sessions) {
                if (Files.exists(used.resolve(session.getFileName()))) {
                    remove(session);
                }
            }
        }
    }

    /** Removes an entry with all that is in it, whatever it is; links are not followed. */
    private static void remove(Path entry) {
        try (Stream<Path> all = Files.walk(entry)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("session cannot be removed", e);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, ownerOnly("rwx------"));
        }
    }

    private static FileAttribute<?>[] ownerOnly(String mode) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))};
    }
}
