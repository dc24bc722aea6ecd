package dev.sevsim.kernel.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A path in a guest: names with slashes; relative ones start at the root. The empty path has one empty name. */
final class GuestPath implements Path {
    private final GuestFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;

    /** {@code names} without slashes; one empty name is the empty path, and none is the root. */
    private GuestPath(GuestFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    /**
     * Repeated and closing slashes are dropped, as the JDK does on Linux; NUL is refused with the JDK's own message.
     */
    static GuestPath of(GuestFileSystem fileSystem, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "Nul character not allowed");
        }
        boolean absolute = text.startsWith("/");
        List<String> names = Arrays.stream(text.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        return new GuestPath(fileSystem, absolute, names.isEmpty() && !absolute ? List.of("") : names);
    }

    /**
     * ProviderMismatchException for a path of another provider, as {@link java.nio.file.spi.FileSystemProvider} asks.
     */
    static GuestPath cast(Path path) {
        if (!(path instanceof GuestPath guest)) {
            throw new ProviderMismatchException();
        }
        return guest;
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    GuestFileSystem guest() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? new GuestPath(fileSystem, true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : relative(names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty()) {
            return null;
        }
        List<String> rest = names.subList(0, names.size() - 1);
        return rest.isEmpty() ? getRoot() : new GuestPath(fileSystem, absolute, rest);
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || beginIndex >= endIndex || endIndex > names.size()) {
            throw new IllegalArgumentException("names " + beginIndex + " to " + endIndex + " of " + names.size());
        }
        return relative(names.subList(beginIndex, endIndex));
    }

    private GuestPath relative(List<String> some) {
        return new GuestPath(fileSystem, false, some.isEmpty() ? List.of("") : some);
    }

    private boolean isEmpty() {
        return !absolute && names.equals(List.of(""));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof GuestPath that
                && that.fileSystem == fileSystem
                && that.absolute == absolute
                && that.names.size() <= names.size()
                && names.subList(0, that.names.size()).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof GuestPath that) || that.fileSystem != fileSystem) {
            return false;
        }
        int from = names.size() - that.names.size();
        return from >= 0
                && (!that.absolute || (absolute && from == 0))
                && names.subList(from, names.size()).equals(that.names);
    }

    /** Only by names: {@code ..} at the start of a relative path stays, at the root it is dropped. */
    @Override
    public Path normalize() {
        Deque<String> kept = new ArrayDeque<>();
        for (String name : names) {
            boolean goesUp = name.equals("..");
            if (goesUp && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!name.equals(".") && !(goesUp && absolute)) {
                kept.addLast(name);
            }
        }
        List<String> left = List.copyOf(kept);
        return absolute ? new GuestPath(fileSystem, true, left) : relative(left);
    }

    @Override
    public Path resolve(Path other) {
        GuestPath that = cast(other);
        if (that.absolute || isEmpty()) {
            return that;
        }
        if (that.isEmpty()) {
            return this;
        }
        return new GuestPath(
                fileSystem,
                absolute,
                Stream.concat(names.stream(), that.names.stream()).toList());
    }

    /** By names alone, without a look at the file system: both paths are taken as they are written. */
    @Override
    public Path relativize(Path other) {
        GuestPath that = cast(other);
        if (that.absolute != absolute) {
            throw new IllegalArgumentException("'other' is different type of Path");
        }
        List<String> from = isEmpty() ? List.of() : names;
        List<String> to = that.isEmpty() ? List.of() : that.names;
        int common = 0;
        while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
            common++;
        }
        ArrayList<String> way = new ArrayList<>();
        for (int i = common; i < from.size(); i++) {
            way.add("..");
        }
        way.addAll(to.subList(common, to.size()));
        return relative(way);
    }

    @Override
    public URI toUri() {
        return URI.create(GuestFileSystemProvider.SCHEME + "://" + toAbsolutePath());
    }

    @Override
    public Path toAbsolutePath() {
        return absolute ? this : new GuestPath(fileSystem, true, isEmpty() ? List.of() : names);
    }

    /** There are no symbolic links. */
    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        Path real = toAbsolutePath().normalize();
        fileSystem.provider().checkAccess(real);
        return real;
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("the guest has no inotify");
    }

    @Override
    public Iterator<Path> iterator() {
        return names.stream().<Path>map(name -> relative(List.of(name))).iterator();
    }

    /** By text; the file system does not count. */
    @Override
    public int compareTo(Path other) {
        return toString().compareTo(cast(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuestPath that
                && that.fileSystem == fileSystem
                && that.absolute == absolute
                && that.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
