package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.FileStatus;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The result of {@code stat}.
 *
 * @param status of the file
 */
record GuestAttributes(FileStatus status) implements PosixFileAttributes {
    private static final String ALL_PERMISSIONS = "rwxrwxrwx";

    /** A user or group by number; only root has a name, since the guest has no user database. */
    private record Principal(int id) implements GroupPrincipal {
        @Override
        public String getName() {
            return id == 0 ? "root" : Integer.toString(id);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /** The number of a user or group that a guest's file gave. */
    static int id(UserPrincipal principal) {
        if (principal instanceof Principal known) {
            return known.id();
        }
        throw new ProviderMismatchException();
    }

    @Override
    public UserPrincipal owner() {
        return new Principal(status.uid());
    }

    @Override
    public GroupPrincipal group() {
        return new Principal(status.gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        StringBuilder text = new StringBuilder(ALL_PERMISSIONS);
        for (int i = 0; i < text.length(); i++) {
            if ((status.mode() >> (text.length() - 1 - i) & 1) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(status.modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(status.accessed());
    }

    /** As the JDK answers where the time of creation is not known. */
    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return format() == FileStatus.REGULAR_FORMAT;
    }

    private int format() {
        return status.mode() & FileStatus.FORMAT_MASK;
    }

    @Override
    public boolean isDirectory() {
        return status.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
        return format() == FileStatus.LINK_FORMAT;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return status.size();
    }

    @Override
    public Object fileKey() {
        return "(dev=" + status.device() + ",ino=" + status.inode() + ")";
    }

    /** All attributes of a view by name; empty for a view that there is not. */
    Map<String, Object> view(String name) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (name.equals("owner")) {
            all.put("owner", owner());
            return all;
        }
        if (!name.equals("basic") && !name.equals("posix") && !name.equals("unix")) {
            return all;
        }
        all.put("size", size());
        all.put("creationTime", creationTime());
        all.put("lastAccessTime", lastAccessTime());
        all.put("lastModifiedTime", lastModifiedTime());
        all.put("isDirectory", isDirectory());
        all.put("isRegularFile", isRegularFile());
        all.put("isSymbolicLink", isSymbolicLink());
        all.put("isOther", isOther());
        all.put("fileKey", fileKey());
        if (!name.equals("basic")) {
            all.put("owner", owner());
            all.put("group", group());
            all.put("permissions", permissions());
        }
        if (name.equals("unix")) {
            all.put("mode", status.mode());
            all.put("ino", status.inode());
            all.put("dev", (long) status.device());
            // Numbers of device nodes are not modelled; other files have none.
            all.put("rdev", 0L);
            all.put("nlink", status.links());
            all.put("uid", status.uid());
            all.put("gid", status.gid());
            all.put("ctime", FileTime.from(status.changed()));
        }
        return all;
    }
}
