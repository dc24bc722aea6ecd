package dev.sevsim.kernel.nio;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.Mount;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Turns operations of {@code java.nio.file} into system calls, and their errors into its exceptions. */
final class GuestFileSystemProvider extends FileSystemProvider {
    static final String SCHEME = "sevsim-guest";

    /** Permissions before the umask. */
    private static final int NEW_FILE = 0666;

    private static final int NEW_DIRECTORY = 0777;

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** Guests have no names by which they could be found. */
    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException("a guest's files are opened through GuestFiles");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException(uri.toString());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        GuestOpenOptions chosen = GuestOpenOptions.of(options);
        String text = absolute(guest);
        int descriptor = context(guest).call(calls -> calls.open(text, chosen.flags(), NEW_FILE));
        if (descriptor == -Errno.ELOOP.code() && chosen.flags().contains(OpenFlag.NO_FOLLOW)) {
            throw new IOException(GuestErrors.text(descriptor) + " (NOFOLLOW_LINKS specified)");
        }
        require(descriptor, guest);
        if (chosen.deleteOnClose()) {
            int unused = context(guest).call(calls -> calls.unlink(text));
        }
        return new GuestChannel(context(guest), descriptor, chosen.flags());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        GuestPath guest = GuestPath.cast(directory);
        Answer<List<String>> names = context(guest).call(calls -> calls.list(absolute(guest)));
        if (names.errno() == -Errno.ENOTDIR.code()) {
            throw new NotDirectoryException(guest.toString());
        }
        require(names.errno(), guest);
        List<Path> entries = new ArrayList<>();
        for (String name : names.orElseThrow()) {
            Path entry = guest.resolve(name);
            if (filter.accept(entry)) {
                entries.add(entry);
            }
        }
        return new Listing(entries);
    }

    /** A listing can be gone through once. */
    private static final class Listing implements DirectoryStream<Path> {
        private final List<Path> entries;
        private boolean used;

        Listing(List<Path> entries) {
            this.entries = entries;
        }

        @Override
        public Iterator<Path> iterator() {
            if (used) {
                throw new IllegalStateException("Iterator already obtained");
            }
            used = true;
            return List.copyOf(entries).iterator();
        }

        @Override
        public void close() {
            used = true;
        }
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        GuestPath guest = GuestPath.cast(directory);
        require(context(guest).call(calls -> calls.makeDirectory(absolute(guest), NEW_DIRECTORY)), guest);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        GuestPath guest = GuestPath.cast(link);
        require(context(guest).call(calls -> calls.symbolicLink(target.toString(), absolute(guest))), guest);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        withTwo(link, existing, (calls, guest, old) -> calls.link(absolute(old), absolute(guest)));
    }

    /** A system call with two paths of one guest. */
    @FunctionalInterface
    private interface PathsCall {
        int run(SystemCalls calls, GuestPath first, GuestPath second);
    }

    private static void withTwo(Path first, Path second, PathsCall call) throws IOException {
        GuestPath one = GuestPath.cast(first);
        GuestPath two = GuestPath.cast(second);
        int errno = context(one).call(calls -> call.run(calls, one, two));
        if (errno < 0) {
            throw GuestErrors.of(errno, one.toString(), two.toString());
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        boolean isDirectory = status(guest, LinkOption.NOFOLLOW_LINKS).isDirectory();
        int errno = context(guest)
                .call(calls -> isDirectory ? calls.removeDirectory(absolute(guest)) : calls.unlink(absolute(guest)));
        if (errno == -Errno.ENOTEMPTY.code()) {
            throw new DirectoryNotEmptyException(guest.toString());
        }
        require(errno, guest);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        GuestPath guest = GuestPath.cast(link);
        Answer<String> target = context(guest).call(calls -> calls.readLink(absolute(guest)));
        if (target.errno() == -Errno.EINVAL.code()) {
            throw new NotLinkException(guest.toString());
        }
        require(target.errno(), guest);
        return guest.getFileSystem().getPath(target.orElseThrow());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        transfer(source, target).copy(options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        transfer(source, target).move(options);
    }

    private static GuestTransfer transfer(Path source, Path target) {
        GuestPath from = GuestPath.cast(source);
        return new GuestTransfer(context(from), from, GuestPath.cast(target));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        FileStatus one = status(GuestPath.cast(path));
        FileStatus two = status(GuestPath.cast(other));
        return one.device() == two.device() && one.inode() == two.inode();
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        Answer<Mount> mount = context(guest).call(calls -> calls.mountOf(absolute(guest)));
        require(mount.errno(), guest);
        return new GuestFileStore(mount.orElseThrow());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        GuestPath guest = GuestPath.cast(path);
        int wanted = 0;
        for (AccessMode mode : modes) {
            wanted |= switch (mode) {
                case READ -> 4;
                case WRITE -> 2;
                case EXECUTE -> 1;
            };
        }
        int all = wanted;
        require(context(guest).call(calls -> calls.access(absolute(guest), all)), guest);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is the JDK's
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class
                        || type == PosixFileAttributeView.class
                        || type == FileOwnerAttributeView.class
                ? type.cast(new GuestAttributeView(this, GuestPath.cast(path), type))
                : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("attributes of " + type);
        }
        return type.cast(new GuestAttributes(status(GuestPath.cast(path), options)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        int colon = attributes.indexOf(':');
        String view = colon < 0 ? "basic" : attributes.substring(0, colon);
        Map<String, Object> all = new GuestAttributes(status(GuestPath.cast(path), options)).view(view);
        if (all.isEmpty()) {
            throw new UnsupportedOperationException("View '" + view + "' not available");
        }
        Map<String, Object> chosen = new LinkedHashMap<>();
        for (String name : attributes.substring(colon + 1).split(",", -1)) {
            if (name.equals("*")) {
                chosen.putAll(all);
            } else if (all.containsKey(name)) {
                chosen.put(name, all.get(name));
            } else {
                throw new IllegalArgumentException("'" + name + "' not recognized");
            }
        }
        return chosen;
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        new GuestAttributeView(this, GuestPath.cast(path), PosixFileAttributeView.class).set(attribute, value);
    }

    FileStatus status(GuestPath path, LinkOption... options) throws IOException {
        Answer<FileStatus> status = context(path)
                .call(calls -> options.length == 0 ? calls.stat(absolute(path)) : calls.statLink(absolute(path)));
        require(status.errno(), path);
        return status.orElseThrow();
    }

    /** Makes a system call on a path; its error as an exception. */
    void change(GuestPath path, ToIntBiFunction<SystemCalls, String> call) throws IOException {
        require(context(path).call(calls -> call.applyAsInt(calls, absolute(path))), path);
    }

    private static GuestContext context(GuestPath path) {
        return path.guest().context();
    }

    private static String absolute(GuestPath path) {
        return path.toAbsolutePath().toString();
    }

    private static void require(int errno, GuestPath path) throws IOException {
        if (errno < 0) {
            throw GuestErrors.of(errno, path);
        }
    }
}
