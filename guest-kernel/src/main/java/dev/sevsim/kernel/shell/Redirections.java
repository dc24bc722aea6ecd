package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.shell.SimpleCommand.Direction;
import dev.sevsim.kernel.shell.SimpleCommand.Redirect;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The redirections of one command: files are opened before it runs, and get what it printed when it is done. The
 * messages are those of busybox.
 */
final class Redirections {
    private static final int PERMISSIONS = 0666;

    private final SystemCalls calls;
    private final WordExpander expander;
    private final List<Target> targets = new ArrayList<>();
    private Streams streams;

    /**
     * An open file and what is to be written to it.
     *
     * @param descriptor of the file
     * @param output what the command prints
     */
    private record Target(int descriptor, Output output) {}

    Redirections(SystemCalls calls, WordExpander expander, Streams streams) {
        this.calls = calls;
        this.expander = expander;
        this.streams = streams;
    }

    Streams streams() {
        return streams;
    }

    /** Opens the files in order; a complaint where one cannot be opened. */
    Optional<String> open(List<Redirect> redirects) {
        for (Redirect redirect : redirects) {
            Optional<String> complaint = open(redirect);
            if (complaint.isPresent()) {
                return complaint;
            }
        }
        return Optional.empty();
    }

    private Optional<String> open(Redirect redirect) {
        String target = expander.text(redirect.target());
        return switch (redirect.direction()) {
            case READ -> read(target);
            case WRITE, APPEND -> write(redirect, target);
            case DUPLICATE -> duplicate(redirect.descriptor(), target);
        };
    }

    private Optional<String> duplicate(int descriptor, String target) {
        if (!target.equals("1") && !target.equals("2")) {
            return Optional.of("bad fd number");
        }
        streams = streams.with(descriptor, target.equals("1") ? streams.out() : streams.err());
        return Optional.empty();
    }

    private Optional<String> read(String path) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int errno = FileReader.readFile(calls, path, content);
        if (errno < 0 && errno != -Errno.EISDIR.code()) {
            return Optional.of("can't open " + path + ": " + reason(errno, "no such file"));
        }
        streams = streams.withIn(new Input(content.toByteArray()));
        return Optional.empty();
    }

    private Optional<String> write(Redirect redirect, String path) {
        boolean appends = redirect.direction() == Direction.APPEND;
        EnumSet<OpenFlag> flags =
                EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, appends ? OpenFlag.APPEND : OpenFlag.TRUNCATE);
        int descriptor = calls.open(path, flags, PERMISSIONS);
        if (descriptor < 0) {
            return Optional.of("can't create " + path + ": " + reason(descriptor, "nonexistent directory"));
        }
        Output captured = new Output();
        targets.add(new Target(descriptor, captured));
        streams = streams.with(redirect.descriptor(), captured);
        return Optional.empty();
    }

    private static String reason(int errno, String missing) {
        boolean isMissing = errno == -Errno.ENOENT.code() || errno == -Errno.ENOTDIR.code();
        return isMissing ? missing : ShellContext.strerror(errno);
    }

    /** Writes what was printed and closes the files: 0, or the errno of the first write that failed. */
    int close() {
        int result = 0;
        for (Target target : targets) {
            byte[] bytes = target.output().toByteArray();
            int written = bytes.length == 0 ? 0 : calls.write(target.descriptor(), bytes);
            int unused = calls.close(target.descriptor());
            result = result < 0 ? result : Math.min(0, written);
        }
        return result;
    }
}
