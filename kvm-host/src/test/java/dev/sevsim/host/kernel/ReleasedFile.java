package dev.sevsim.host.kernel;

import java.util.List;

/**
 * A file without ioctls that notes its release.
 *
 * @param linkName its name in {@code /proc}
 * @param released names of released files, in their order
 */
public record ReleasedFile(String linkName, List<String> released) implements OpenFile {
    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release() {
        released.add(linkName);
    }
}
