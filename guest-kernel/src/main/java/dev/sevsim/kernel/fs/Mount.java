package dev.sevsim.kernel.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file system in the tree. */
public final class Mount {
    private final String source;
    private final String target;
    private final FileSystem fileSystem;
    private final String options;
    private final @Nullable Location point;
    private int users;

    /** On {@code point}; null for the root of the tree. */
    Mount(String source, String target, FileSystem fileSystem, String options, @Nullable Location point) {
        this.source = source;
        this.target = target;
        this.fileSystem = fileSystem;
        this.options = options;
        this.point = point;
    }

    /** Absolute path. */
    public String target() {
        return target;
    }

    /** What is there. */
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** What was mounted, often the type again. */
    public String source() {
        return source;
    }

    /** A line about it: {@code form} takes what was mounted, the absolute path, the type and the options. */
    public String line(String form) {
        return form.formatted(source, target, fileSystem.type(), options);
    }

    /** The directory below it; null for the root of the tree. */
    @Nullable
    Location point() {
        return point;
    }

    boolean isOn(Dentry dentry) {
        return point != null && point.dentry() == dentry;
    }

    boolean isOn(Location at) {
        return point != null && point.isSame(at);
    }

    Location root() {
        return new Location(this, fileSystem.root().self());
    }

    boolean forbidsPrograms() {
        return List.of(options.split(",", -1)).contains("noexec");
    }

    void hold() {
        users++;
    }

    void release() {
        users--;
    }

    /** Whether an open file, a working directory or another mount is in it. */
    boolean isBusy() {
        return users > 0;
    }
}
