package dev.sevsim.kernel.fs;

import java.nio.charset.StandardCharsets;

/** A symbolic link. */
public final class SymbolicLink extends Inode {
    private static final int PERMISSIONS = 0777;

    private final String target;

    /** A link that is not yet entered anywhere. */
    public SymbolicLink(FileSystem fileSystem, String target) {
        super(fileSystem, FileStatus.LINK_FORMAT | PERMISSIONS, 1);
        this.target = target;
    }

    String target() {
        return target;
    }

    @Override
    public long size() {
        return target.getBytes(StandardCharsets.UTF_8).length;
    }
}
