package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.SystemCalls;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** The one tree of a guest. It is there while the guest is; closing it does nothing to the guest. */
final class GuestFileSystem extends FileSystem {
    private final GuestContext context;
    private final GuestFileSystemProvider provider = new GuestFileSystemProvider();
    private volatile boolean open = true;

    GuestFileSystem(GuestContext context) {
        this.context = context;
    }

    GuestContext context() {
        if (!open) {
            throw new ClosedFileSystemException();
        }
        return context;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Files can be written in general; securityfs refuses by errno. */
    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return context().call(SystemCalls::mounts).stream()
                .<FileStore>map(GuestFileStore::new)
                .toList();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "owner", "posix", "unix");
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : "/").append(part);
            }
        }
        return GuestPath.of(this, text.toString());
    }

    /** The syntaxes of the default file system, which matches by the text of a path. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("the guest has no user database");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("the guest has no inotify");
    }
}
