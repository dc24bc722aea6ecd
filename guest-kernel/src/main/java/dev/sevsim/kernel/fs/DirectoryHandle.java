package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EISDIR;

import java.util.ArrayList;
import java.util.List;

/**
 * An open directory: a position in its list of names. Positions 0 and 1 are {@code .} and {@code ..}.
 *
 * <p>Names that are made while it is open come before the position and are not listed; names that go are skipped.
 */
final class DirectoryHandle implements FileHandle {
    private static final int DOTS = 2;

    private final Directory directory;
    private List<Dentry> rest;

    DirectoryHandle(Directory directory) {
        this.directory = directory;
        this.rest = directory.listed();
    }

    /** A directory has no bytes. */
    @Override
    public int read(long position, byte[] target, int offset, int length) {
        return -EISDIR.code();
    }

    /** The names from {@code position} on; the position after them is that many further. */
    List<String> names(long position) {
        List<String> names = new ArrayList<>();
        if (position == 0) {
            names.add(".");
        }
        if (position <= 1) {
            names.add("..");
        }
        List<Dentry> from = position <= DOTS ? directory.listed() : rest;
        from.stream().filter(Dentry::isVisible).map(Dentry::name).forEach(names::add);
        rest = List.of();
        return names;
    }

    @Override
    public long seek(long current, long offset, Whence whence) {
        long target = FileHandle.seekWithoutEnd(current, offset, whence);
        if (target >= 0 && target != current) {
            List<Dentry> all = directory.listed();
            long passed = Math.max(0, target - DOTS);
            rest = passed < all.size() ? all.subList((int) passed, all.size()) : List.of();
        }
        return target;
    }

    @Override
    public int sync() {
        return 0;
    }
}
