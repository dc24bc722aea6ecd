package dev.sevsim.kernel.nio;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Operations on a directory of the guest and on one of this machine, whose provider is the JDK's own. */
@EnabledOnOs(OS.LINUX)
class JdkComparisonTest extends SecretFiles {
    JdkComparisonTest() throws IOException {}

    /** What is done in a directory; its value is compared by its text. */
    @FunctionalInterface
    private interface Operation {
        Object in(Path directory) throws IOException;
    }

    private static final Map<String, Operation> OPERATIONS = new LinkedHashMap<>();

    static {
        move("move", "f", "n");
        move("move onto a file", "f", "g");
        move("move and replace", "f", "g", REPLACE_EXISTING);
        move("move onto itself", "f", "f");
        move("move onto a directory", "f", "full", REPLACE_EXISTING);
        move("move onto an empty one", "f", "e", REPLACE_EXISTING);
        move("move a directory below itself", "e", "e/x");
        move("move atomically", "f", "g", ATOMIC_MOVE);
        move("move what is not there", "none", "x");
        move("move with a wrong option", "f", "x", COPY_ATTRIBUTES);
        move("move a link", "l", "x");
        copy("copy", "f", "n");
        copy("copy onto a file", "f", "g");
        copy("copy and replace", "f", "g", REPLACE_EXISTING);
        copy("copy a directory", "full", "n");
        copy("copy onto a full one", "f", "full", REPLACE_EXISTING);
        copy("copy what is not there", "none", "x");
        copy("copy through a link", "l", "x");
        copy("copy the link", "l", "x", LinkOption.NOFOLLOW_LINKS);
        copy("copy atomically", "f", "x", ATOMIC_MOVE);
        OPERATIONS.put("read and append", d -> open(d.resolve("f"), READ, APPEND));
        OPERATIONS.put("append and truncate", d -> open(d.resolve("f"), APPEND, TRUNCATE_EXISTING));
        OPERATIONS.put("truncate without writing", d -> open(d.resolve("f"), TRUNCATE_EXISTING));
        OPERATIONS.put("create without writing", d -> open(d.resolve("n"), CREATE));
        OPERATIONS.put("create new", d -> open(d.resolve("f"), CREATE_NEW, WRITE));
        OPERATIONS.put("write", d -> open(d.resolve("f"), WRITE));
        OPERATIONS.put("append", d -> open(d.resolve("f"), APPEND));
        OPERATIONS.put("delete on close", d -> open(d.resolve("f"), READ, DELETE_ON_CLOSE));
        OPERATIONS.put("open a directory for writing", d -> open(d.resolve("e"), WRITE));
        OPERATIONS.put("open a link without following", d -> open(d.resolve("l"), READ, LinkOption.NOFOLLOW_LINKS));
        OPERATIONS.put("read a link", d -> d.relativize(d.resolve(Files.readSymbolicLink(d.resolve("l")))));
        OPERATIONS.put("read no link", d -> Files.readSymbolicLink(d.resolve("f")));
        OPERATIONS.put("delete a full directory", d -> Files.deleteIfExists(d.resolve("full")));
        OPERATIONS.put("delete a link", d -> Files.deleteIfExists(d.resolve("l")));
        OPERATIONS.put("list a file", d -> Files.list(d.resolve("f")));
        OPERATIONS.put("create below a file", d -> Files.createFile(d.resolve("f/x")));
        OPERATIONS.put("create a directory again", d -> Files.createDirectory(d.resolve("e")));
        OPERATIONS.put("link", d -> Files.createLink(d.resolve("n"), d.resolve("f")));
        OPERATIONS.put("link a directory", d -> Files.createLink(d.resolve("n"), d.resolve("e")));
        OPERATIONS.put("set times", d -> Files.setLastModifiedTime(d.resolve("f"), FileTime.fromMillis(1000)));
        OPERATIONS.put(
                "set permissions",
                d -> Files.setPosixFilePermissions(d.resolve("f"), PosixFilePermissions.fromString("rwx--x--x")));
        OPERATIONS.put("set a wrong attribute", d -> Files.setAttribute(d.resolve("f"), "posix:colour", 1));
        OPERATIONS.put("a name that is too long", d -> Files.createFile(d.resolve("n".repeat(256))));
    }

    private static void move(String name, String from, String to, CopyOption... options) {
        OPERATIONS.put(name, d -> Files.move(d.resolve(from), d.resolve(to), options));
    }

    private static void copy(String name, String from, String to, CopyOption... options) {
        OPERATIONS.put(name, d -> Files.copy(d.resolve(from), d.resolve(to), options));
    }

    private static String open(Path path, OpenOption... options) throws IOException {
        StringBuilder seen = new StringBuilder();
        try (SeekableByteChannel channel = Files.newByteChannel(path, Set.of(options))) {
            seen.append(channel.size()).append(' ').append(channel.position());
            seen.append(' ').append(outcome(p -> channel.read(ByteBuffer.allocate(8)), path));
            seen.append(' ').append(outcome(p -> channel.write(ByteBuffer.wrap(new byte[2])), path));
            seen.append(' ').append(outcome(p -> channel.truncate(1).position(), path));
            seen.append(' ').append(channel.position()).append(' ').append(channel.size());
        }
        return seen.toString();
    }

    private static String outcome(Operation operation, Path directory) {
        try {
            return String.valueOf(operation.in(directory));
        } catch (IOException | RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    /** The outcome and the directory afterwards, with the directory's own name taken out. */
    private static String all(Operation operation, Path directory) throws IOException {
        Files.createDirectories(directory.resolve("full/below"));
        Files.createDirectory(directory.resolve("e"));
        Files.writeString(directory.resolve("f"), "first");
        Files.writeString(directory.resolve("g"), "second");
        Files.createSymbolicLink(
                directory.resolve("l"), directory.getFileSystem().getPath("f"));
        StringBuilder text = new StringBuilder(outcome(operation, directory));
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted().toList()) {
                String permissions =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                text.append('\n').append(directory.relativize(path)).append(' ').append(permissions);
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    text.append(' ').append(Files.readString(path));
                }
            }
        }
        // JDK 17 has "Unsupported copy option" here, later ones "Unsupported option: " and its name.
        return text.toString()
                .replaceFirst("Unsupported (copy )?option.*", "Unsupported option")
                .replace(directory.toString(), "DIR");
    }

    @TestFactory
    Stream<DynamicTest> behavesAsTheJdkDoes() {
        return OPERATIONS.entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    Path real = Files.createTempDirectory("sevsim-nio");
                    try {
                        Path guest = root.getPath("/tmp/" + entry.getKey().replace(' ', '-'));
                        Files.createDirectory(guest);
                        Files.setPosixFilePermissions(real, Files.getPosixFilePermissions(guest));

                        assertThat(all(entry.getValue(), guest)).isEqualTo(all(entry.getValue(), real));
                    } finally {
                        try (Stream<Path> tree = Files.walk(real)) {
                            for (Path path :
                                    tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                                Files.delete(path);
                            }
                        }
                    }
                }));
    }
}
