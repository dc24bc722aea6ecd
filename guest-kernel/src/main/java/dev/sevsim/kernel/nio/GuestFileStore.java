package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.Mount;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mount of the guest. Nothing is stored on any of them: all spaces are 0, as {@code statfs} answers. */
final class GuestFileStore extends FileStore {
    private static final Set<String> SPACES = Set.of("totalSpace", "usableSpace", "unallocatedSpace");

    private final Mount mount;

    GuestFileStore(Mount mount) {
        this.mount = mount;
    }

    @Override
    public String name() {
        return mount.source();
    }

    @Override
    public String type() {
        return mount.fileSystem().type();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return 0;
    }

    @Override
    public long getUsableSpace() {
        return 0;
    }

    @Override
    public long getUnallocatedSpace() {
        return 0;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type == BasicFileAttributeView.class
                || type == PosixFileAttributeView.class
                || type == FileOwnerAttributeView.class;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return Set.of("basic", "posix", "unix", "owner").contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        if (SPACES.contains(attribute)) {
            return 0L;
        }
        throw new UnsupportedOperationException("'" + attribute + "' not recognized");
    }

    @Override
    public String toString() {
        return mount.target() + " (" + mount.source() + ")";
    }
}
