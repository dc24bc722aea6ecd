package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENOTDIR;

import dev.sevsim.kernel.core.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The tree that processes see: a root file system and what is mounted in it. */
public final class MountNamespace {
    private final Mount rootMount;
    private final List<Mount> mounts = new ArrayList<>();

    /** Only the root file system. */
    public MountNamespace(FileSystem rootFileSystem) {
        rootMount = new Mount(rootFileSystem.type(), "/", rootFileSystem, "rw", null);
        mounts.add(rootMount);
    }

    /** In the order they were mounted. */
    public List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /** Mounts on an existing directory: 0 or a negative errno. */
    public int mount(String source, String target, FileSystem fileSystem, String options) {
        return ErrnoException.resultOf(() -> {
            Location point = new PathWalk(this, Credentials.ROOT, root()).find(target, true);
            mountOn(point, source, fileSystem, options);
        });
    }

    /** As {@link #mount}, on a place that was found already. */
    void mountOn(Location point, String source, FileSystem fileSystem, String options) {
        if (!(point.inode() instanceof Directory directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        if (directory == fileSystem.root()) {
            throw new ErrnoException(EBUSY);
        }
        point.hold();
        mounts.add(new Mount(source, pathOf(point), fileSystem, options, point));
    }

    /** Takes away the mount whose root {@code at} is; EINVAL, EBUSY. */
    void unmount(Location at) {
        Location point = at.mount().point();
        if (point == null || !at.isSame(at.mount().root())) {
            throw new ErrnoException(EINVAL);
        }
        if (at.mount().isBusy()) {
            throw new ErrnoException(EBUSY);
        }
        mounts.remove(at.mount());
        point.release();
    }

    boolean isMountPoint(Dentry dentry) {
        return mounts.stream().anyMatch(each -> each.isOn(dentry));
    }

    /** The root directory of all processes. */
    Location root() {
        return crossed(rootMount.root());
    }

    /** What is mounted on a place, or the place itself. */
    Location crossed(Location at) {
        Optional<Mount> over = mounts.stream().filter(each -> each.isOn(at)).reduce((first, last) -> last);
        return over.map(mount -> crossed(mount.root())).orElse(at);
    }

    /** The directory above a place, through mounts; the root is above itself. */
    Location above(Location at) {
        Location from = at;
        for (Dentry parent = from.dentry().parent();
                parent == null;
                parent = from.dentry().parent()) {
            Location point = from.mount().point();
            if (point == null) {
                return crossed(from);
            }
            from = point;
        }
        return crossed(
                new Location(from.mount(), Objects.requireNonNull(from.dentry().parent())));
    }

    /** The absolute path of a place. */
    String pathOf(Location at) {
        Location from = at;
        StringBuilder path = new StringBuilder();
        while (true) {
            Dentry parent = from.dentry().parent();
            Location point = from.mount().point();
            if (parent != null) {
                path.insert(0, "/" + from.dentry().name());
                from = new Location(from.mount(), parent);
            } else if (point != null) {
                from = point;
            } else {
                return path.isEmpty() ? "/" : path.toString();
            }
        }
    }
}
