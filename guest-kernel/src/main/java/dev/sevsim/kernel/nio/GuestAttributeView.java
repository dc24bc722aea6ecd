package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.FileStatus;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that are read and changed by system calls.
 *
 * @param provider reads them
 * @param path of the file
 * @param type the view that was asked for
 */
record GuestAttributeView(GuestFileSystemProvider provider, GuestPath path, Class<?> type)
        implements PosixFileAttributeView {
    @Override
    public String name() {
        return type == BasicFileAttributeView.class
                ? "basic"
                : type == PosixFileAttributeView.class ? "posix" : "owner";
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return new GuestAttributes(provider.status(path));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
            throws IOException {
        if (modified == null && accessed == null) {
            return;
        }
        FileStatus now = provider.status(path);
        Instant read = accessed == null ? now.accessed() : accessed.toInstant();
        Instant written = modified == null ? now.modified() : modified.toInstant();
        provider.change(path, (calls, text) -> calls.setTimes(text, read, written));
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        int mode = 0;
        for (char c : PosixFilePermissions.toString(permissions).toCharArray()) {
            mode = (mode << 1) | (c == '-' ? 0 : 1);
        }
        int bits = mode;
        provider.change(path, (calls, text) -> calls.changeMode(text, bits));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        OptionalInt id = OptionalInt.of(GuestAttributes.id(group));
        provider.change(path, (calls, text) -> calls.changeOwner(text, OptionalInt.empty(), id));
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        OptionalInt id = OptionalInt.of(GuestAttributes.id(owner));
        provider.change(path, (calls, text) -> calls.changeOwner(text, id, OptionalInt.empty()));
    }

    /** Sets one attribute by its name, with or without the view in front. */
    void set(String attribute, Object value) throws IOException {
        switch (attribute.substring(attribute.indexOf(':') + 1)) {
            case "lastModifiedTime" -> setTimes((FileTime) value, null, null);
            case "lastAccessTime" -> setTimes(null, (FileTime) value, null);
            case "creationTime" -> setTimes(null, null, (FileTime) value);
            case "permissions" -> setPermissions(permissions(value));
            case "owner" -> setOwner((UserPrincipal) value);
            case "group" -> setGroup((GroupPrincipal) value);
            case "mode" -> {
                int mode = (Integer) value;
                provider.change(path, (calls, text) -> calls.changeMode(text, mode));
            }
            default -> throw new IllegalArgumentException("'" + attribute + "' not recognized");
        }
    }

    private static Set<PosixFilePermission> permissions(Object value) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        ((Set<?>) value).forEach(each -> permissions.add((PosixFilePermission) each));
        return permissions;
    }
}
