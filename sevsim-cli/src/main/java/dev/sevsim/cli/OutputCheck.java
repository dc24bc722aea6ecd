package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Finds an output that would overwrite an input or another output of the same command, or a file of its state directory. */
final class OutputCheck {
    private static final String STATE = "DIR";
    private static final String FILE = "FILE";

    /** Text before a path: that of {@code --serial}. */
    private static final String FILE_PREFIX = "file:";

    /** Text before the path of a socket: that of {@code --qmp}, {@code --libvirt} and {@code --serial}. */
    private static final String SOCKET_PREFIX = "unix:";

    /** Links in a row that Linux follows. */
    private static final int MOST_LINKS = 40;

    private OutputCheck() {}

    /** Marks an option that names a file, or a directory, which the command writes. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.FIELD)
    @interface Written {}

    /** What is wrong with the outputs of a parsed command; empty when nothing is. */
    static Optional<String> problem(CommandSpec command) {
        List<ArgSpec> written =
                command.args().stream().filter(OutputCheck::isWritten).toList();
        return written.stream()
                .flatMap(OutputCheck::outputs)
                .flatMap(output -> problem(output, command).stream())
                .findFirst()
                .or(() -> twice(written));
    }

    /**
     * Refuses files of an output directory that are inputs of the command.
     *
     * @throws InputException for the first of them
     */
    static void requireNoInput(CommandSpec command, Collection<Path> files) {
        files.stream()
                .flatMap(file -> problem(file, command).stream())
                .findFirst()
                .ifPresent(problem -> {
                    throw new InputException(problem);
                });
    }

    private static Optional<String> problem(Path output, CommandSpec command) {
        return command.args().stream()
                .filter(other -> !isWritten(other))
                .filter(other -> isReplaceable(output))
                .flatMap(other -> problem(output, other).stream())
                .findFirst();
    }

    private static Optional<String> problem(Path output, ArgSpec other) {
        boolean state = other.paramLabel().equals(STATE);
        if (state && values(other).anyMatch(value -> value instanceof Path directory && lies(output, directory))) {
            return Optional.of("output " + output + " lies in the state directory of this command");
        }
        // An output directory may hold inputs: its files are checked one by one.
        return !state && !Files.isDirectory(output) && inputs(other).anyMatch(input -> isSame(output, input))
                ? Optional.of("output " + output + " is an input of this command")
                : Optional.empty();
    }

    /** Two outputs with one path, by whatever names. */
    private static Optional<String> twice(List<ArgSpec> written) {
        for (int i = 0; i < written.size(); i++) {
            List<Path> outputs = withSockets(written.get(i))
                    .filter(OutputCheck::isReplaceable)
                    .toList();
            for (ArgSpec other : written.subList(i + 1, written.size())) {
                Optional<Path> same = withSockets(other)
                        .filter(path -> outputs.stream().anyMatch(output -> isSame(output, path)))
                        .findFirst();
                if (same.isPresent()) {
                    return Optional.of(
                            name(written.get(i)) + " and " + name(other) + " name the same output, " + same.get());
                }
            }
        }
        return Optional.empty();
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private static boolean isWritten(ArgSpec arg) {
        return arg.userObject() instanceof AnnotatedElement element && element.isAnnotationPresent(Written.class);
    }

    /** Devices, FIFOs and sockets are written to and never replaced; {@code -} is standard output. */
    private static boolean isReplaceable(Path output) {
        return !output.toString().equals("-")
                && (!Files.exists(output) || Files.isRegularFile(output) || Files.isDirectory(output));
    }

    private static Stream<Path> outputs(ArgSpec arg) {
        return values(arg).flatMap(value -> value instanceof Path path ? Stream.of(path) : after(FILE_PREFIX, value));
    }

    private static Stream<Path> withSockets(ArgSpec arg) {
        return Stream.concat(outputs(arg), values(arg).flatMap(value -> after(SOCKET_PREFIX, value)));
    }

    private static Stream<Path> after(String prefix, Object value) {
        String text = value.toString();
        return text.startsWith(prefix) ? path(text.substring(prefix.length())) : Stream.empty();
    }

    /** The files that the values of an argument name: paths, and texts where a file may stand for the text. */
    private static Stream<Path> inputs(ArgSpec arg) {
        return values(arg)
                .flatMap(value -> value instanceof Path path
                        ? Stream.of(path)
                        : arg.paramLabel().contains(FILE) ? named(value.toString()) : Stream.empty());
    }

    /** A text as a whole, and what follows the name of a secret: {@code =@FILE} or {@code :FILE}. */
    private static Stream<Path> named(String text) {
        Stream<String> secret = Stream.of("=@", ":")
                .filter(text::contains)
                .map(mark -> text.substring(text.indexOf(mark) + mark.length()));
        return Stream.concat(Stream.of(text), secret).flatMap(OutputCheck::path).filter(Files::exists);
    }

    private static Stream<Path> path(String text) {
        try {
            return Stream.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    private static Stream<Object> values(ArgSpec arg) {
        return values(arg.<@Nullable Object>getValue());
    }

    private static Stream<Object> values(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.<Object>map(present -> present).stream();
        }
        return value instanceof Collection<?> many ? many.stream().map(one -> (Object) one) : Stream.ofNullable(value);
    }

    private static boolean isSame(Path output, Path input) {
        try {
            return real(output).equals(real(input))
                    || (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input));
        } catch (IOException e) {
            return false; // Opening it fails in the same way, and has the message.
        }
    }

    private static boolean lies(Path output, Path directory) {
        return real(output).startsWith(real(directory));
    }

    /** The path without symbolic links, as far as it exists; of a link to nothing, what it would make. */
    private static Path real(Path path) {
        return real(path, MOST_LINKS);
    }

    private static Path real(Path path, int links) {
        Path absolute = path.toAbsolutePath();
        for (Path part = absolute; part != null; part = part.getParent()) {
            try {
                if (links > 0 && Files.isSymbolicLink(part) && !Files.exists(part)) {
                    Path target = part.resolveSibling(Files.readSymbolicLink(part));
                    return real(target.resolve(part.relativize(absolute)), links - 1);
                }
                return part.toRealPath().resolve(part.relativize(absolute)).normalize();
            } catch (IOException e) {
                // It does not exist; the directory above may.
            }
        }
        return absolute.normalize();
    }
}
