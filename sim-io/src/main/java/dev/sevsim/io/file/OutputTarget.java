package dev.sevsim.io.file;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where output goes that a user named, written as a stream.
 *
 * <p>A regular file, or one that does not exist yet, is written beside its name and takes the name when the output is
 * complete: readers find the old or the new content. Symbolic links are followed. Anything else (a device, a FIFO, a
 * socket, {@code -} for standard output) is written to and never replaced. What is unfinished is removed on every way
 * out, the end of the process by a signal included.
 *
 * <p>Every failure is an {@link OutputException} that names the output and the reason.
 */
public final class OutputTarget implements AutoCloseable {
    private final String name;
    private final OutputStream stream;
    private final @Nullable UnfinishedFile unfinished;
    private @Nullable IOException lost;
    private boolean closed;

    private OutputTarget(String name, OutputStream raw, @Nullable UnfinishedFile unfinished) {
        this.name = name;
        this.stream = new Reporting(new BufferedOutputStream(raw));
        this.unfinished = unfinished;
    }

    /** How a regular file is written. */
    private enum Mode {
        /** Beside its name, with the access of the file before, or what the umask leaves. */
        ATOMIC,
        /** Beside its name, readable by its owner alone. */
        ATOMIC_PRIVATE,
        /** In place, so that it can be followed while it grows; a new one is readable by its owner alone. */
        LIVE
    }

    /**
     * Opens {@code file}; a new one gets the access that the user's umask leaves, one that is replaced keeps its own.
     *
     * @param what kind of the output for messages, such as {@code trace}
     */
    public static OutputTarget open(String what, Path file) {
        return open(what, file, Mode.ATOMIC);
    }

    /** As {@link #open}; a regular file becomes readable by its owner alone. */
    public static OutputTarget openPrivate(String what, Path file) {
        return open(what, file, Mode.ATOMIC_PRIVATE);
    }

    /** Opens {@code file} to be written in place, so that it can be followed while it grows; a new one is private. */
    public static OutputTarget openLive(String what, Path file) {
        return open(what, file, Mode.LIVE);
    }

    private static OutputTarget open(String what, Path file, Mode mode) {
        String name = what + " " + file;
        try {
            FileDescriptor standard = standardStream(file.toString());
            if (standard != null) {
                return new OutputTarget(name, new Shared(new FileOutputStream(standard)), null);
            }
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            if (SpecialFile.isOne(file)) {
                return new OutputTarget(name, SpecialFile.open(file), null);
            }
            Path target = SymbolicLinks.follow(file).toAbsolutePath();
            Path directory = target.getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw new IOException("its directory does not exist");
            }
            if (mode == Mode.LIVE) {
                return new OutputTarget(name, live(target), null);
            }
            UnfinishedFile unfinished = UnfinishedFile.create(target, mode == Mode.ATOMIC_PRIVATE);
            return new OutputTarget(name, unfinished.stream(), unfinished);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    private static OutputStream live(Path target) throws IOException {
        return Channels.newOutputStream(FileChannel.open(
                target,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                UnfinishedFile.ownerOnly(target)));
    }

    /** Whether output to {@code file} goes to standard output, by {@code -} or by the name of its device. */
    public static boolean isStandardOutput(Path file) {
        return standardStream(file.toString()) == FileDescriptor.out;
    }

    private static @Nullable FileDescriptor standardStream(String file) {
        return switch (file) {
            case "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1" -> FileDescriptor.out;
            case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2" -> FileDescriptor.err;
            default -> null;
        };
    }

    /** The output; writing to it throws nothing but {@link OutputException}. */
    public OutputStream stream() {
        return stream;
    }

    /**
     * States that the output is complete: it takes its name.
     *
     * @throws OutputException when that fails, and when a part of the output was lost before
     */
    public void finish() {
        try {
            stream.flush();
            if (lost != null) {
                throw lost;
            }
            if (unfinished != null) {
                unfinished.takeName();
            }
        } catch (IOException e) {
            throw failure(name, e);
        } finally {
            close();
        }
    }

    /** Removes what is unfinished; does nothing after {@link #finish}. */
    @Override
    public void close() {
        try {
            if (unfinished != null) {
                unfinished.close();
            } else if (!closed) {
                closed = true;
                stream.close();
            }
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    private static OutputException failure(String name, IOException problem) {
        return new OutputException(name + " cannot be written: " + FileProblem.reason(problem), problem);
    }

    /** Turns failures into messages where they happen: writers above keep their own kinds of exceptions out of this. */
    private final class Reporting extends OutputStream {
        private final OutputStream out;

        Reporting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            report(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            report(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            report(out::flush);
        }

        @Override
        public void close() {
            report(out::close);
        }

        private void report(Operation operation) {
            try {
                operation.run();
            } catch (IOException e) {
                lost = lost == null ? e : lost;
                throw failure(name, e);
            }
        }
    }

    /** What may fail. */
    private interface Operation {
        void run() throws IOException;
    }

    /** A standard stream, which others of this process write to as well: it stays open. */
    private static final class Shared extends FilterOutputStream {
        Shared(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
