package dev.sevsim.kernel.nio;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Copy and move in the steps of the JDK's own provider on Linux: what is replaced is removed first, and what cannot be
 * renamed is copied and removed.
 *
 * @param context the guest
 * @param source to read
 * @param target to make
 */
record GuestTransfer(GuestContext context, GuestPath source, GuestPath target) {
    /** Bytes per step of a copy. */
    private static final int BUFFER = 8192;

    private static final int PERMISSIONS = 07777;

    /** Renames where that is possible; else copies, sets the times and removes the source, in this order. */
    void move(CopyOption... options) throws IOException {
        Set<CopyOption> chosen = known(options, true);
        if (chosen.contains(StandardCopyOption.ATOMIC_MOVE)) {
            int errno = rename();
            if (errno == -Errno.EXDEV.code()) {
                throw new AtomicMoveNotSupportedException(
                        source.toString(), target.toString(), GuestErrors.text(errno));
            }
            requireBoth(errno);
            return;
        }
        FileStatus moved = status(source, false);
        if (!makeRoom(moved, chosen)) {
            return;
        }
        int errno = rename();
        // After these two, the JDK's provider goes on with a copy.
        if (errno != -Errno.EXDEV.code() && errno != -Errno.EISDIR.code()) {
            requireBoth(errno);
            return;
        }
        if (moved.isDirectory()) {
            if (!call(calls -> calls.list(text(source)).value().orElse(List.of()))
                    .isEmpty()) {
                throw new DirectoryNotEmptyException(source.toString());
            }
        }
        copyContent(moved);
        if ((moved.mode() & FileStatus.FORMAT_MASK) != FileStatus.LINK_FORMAT) {
            setTimes(moved);
        }
        require(remove(source, moved), source);
    }

    /** Copies a file, or the target of a link unless NOFOLLOW_LINKS is given; of a directory, only itself. */
    void copy(CopyOption... options) throws IOException {
        Set<CopyOption> chosen = known(options, false);
        FileStatus copied = status(source, !chosen.contains(LinkOption.NOFOLLOW_LINKS));
        if (!makeRoom(copied, chosen)) {
            return;
        }
        copyContent(copied);
        if (chosen.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            setTimes(copied);
        }
    }

    private static Set<CopyOption> known(CopyOption[] options, boolean moves) {
        for (CopyOption option : options) {
            boolean fits = option == StandardCopyOption.REPLACE_EXISTING
                    || option instanceof LinkOption
                    || option == (moves ? StandardCopyOption.ATOMIC_MOVE : StandardCopyOption.COPY_ATTRIBUTES);
            if (!fits) {
                throw new UnsupportedOperationException("Unsupported copy option");
            }
        }
        return Set.copyOf(Arrays.asList(options));
    }

    /** Removes the target where it may be replaced; false where it is the source itself. */
    private boolean makeRoom(FileStatus from, Set<CopyOption> options) throws IOException {
        Optional<FileStatus> there = call(calls -> calls.statLink(text(target)).value());
        if (there.isEmpty()) {
            return true;
        }
        FileStatus replaced = there.orElseThrow();
        if (replaced.device() == from.device() && replaced.inode() == from.inode()) {
            return false;
        }
        if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        int errno = remove(target, replaced);
        if (errno == -Errno.ENOTEMPTY.code()) {
            throw new DirectoryNotEmptyException(target.toString());
        }
        require(errno, target);
        return true;
    }

    private void copyContent(FileStatus from) throws IOException {
        int mode = from.mode() & PERMISSIONS;
        if (from.isDirectory()) {
            require(call(calls -> calls.makeDirectory(text(target), mode)), target);
            return;
        }
        if ((from.mode() & FileStatus.FORMAT_MASK) == FileStatus.LINK_FORMAT) {
            String content = call(calls -> calls.readLink(text(source)).value().orElse(""));
            require(call(calls -> calls.symbolicLink(content, text(target))), target);
            return;
        }
        int in = call(calls -> calls.open(text(source), EnumSet.of(OpenFlag.READ), 0));
        require(in, source);
        try {
            // EXCLUSIVE: a file that another process made since the check is not overwritten.
            EnumSet<OpenFlag> create = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
            int out = call(calls -> calls.open(text(target), create, mode));
            require(out, target);
            try {
                requireBoth(call(calls -> pump(calls, in, out)));
            } finally {
                int unused = call(calls -> calls.close(out));
            }
        } finally {
            int unused = call(calls -> calls.close(in));
        }
    }

    /** Runs as one piece of work in the guest, so that no other call of the host comes between the reads and writes. */
    private static int pump(SystemCalls calls, int in, int out) {
        byte[] buffer = new byte[BUFFER];
        int count = calls.read(in, buffer);
        while (count > 0) {
            int written = calls.write(out, Arrays.copyOf(buffer, count));
            if (written < 0) {
                return written;
            }
            count = calls.read(in, buffer);
        }
        return count;
    }

    private void setTimes(FileStatus from) throws IOException {
        require(call(calls -> calls.setTimes(text(target), from.accessed(), from.modified())), target);
    }

    private int remove(GuestPath path, FileStatus status) {
        return call(calls -> status.isDirectory() ? calls.removeDirectory(text(path)) : calls.unlink(text(path)));
    }

    private int rename() {
        return call(calls -> calls.rename(text(source), text(target)));
    }

    private FileStatus status(GuestPath path, boolean follow) throws IOException {
        var answer = call(calls -> follow ? calls.stat(text(path)) : calls.statLink(text(path)));
        require(answer.errno(), path);
        return answer.orElseThrow();
    }

    private <T> T call(Function<SystemCalls, T> work) {
        return context.call(work);
    }

    private static String text(GuestPath path) {
        return path.toAbsolutePath().toString();
    }

    private static void require(int result, GuestPath path) throws IOException {
        if (result < 0) {
            throw GuestErrors.of(result, path);
        }
    }

    private void requireBoth(int result) throws IOException {
        if (result < 0) {
            throw GuestErrors.of(result, source.toString(), target.toString());
        }
    }
}
