package dev.sevsim.kernel.nio;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that can be read.
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
    public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created) {
        throw refusal();
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) {
        throw refusal();
    }

    @Override
    public void setGroup(GroupPrincipal group) {
        throw refusal();
    }

    @Override
    public void setOwner(UserPrincipal owner) {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("attributes of a guest's files can only be read");
    }
}
