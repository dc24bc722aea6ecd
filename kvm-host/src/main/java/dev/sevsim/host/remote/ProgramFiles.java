package dev.sevsim.host.remote;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kernel.OpenFiles;
import dev.sevsim.host.process.RemoteCaller;
import dev.sevsim.host.process.RemoteFile;
import dev.sevsim.host.process.RemoteGroup.Opening;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The descriptors of a program outside of the simulator, which its own kernel numbers, copies and closes: a number is looked up in
 * the program each time.
 */
final class ProgramFiles implements OpenFiles {
    private final ProgramProcess process;
    private final ProgramGroup group;
    private final RemoteCaller caller;
    private int namedDescriptor = -1;
    private long namedFile;

    ProgramFiles(ProgramProcess process, ProgramGroup group, RemoteCaller caller) {
        this.process = process;
        this.group = group;
        this.caller = caller;
    }

    /** The descriptor of the next call and its file. */
    void name(int descriptor, long file) {
        namedDescriptor = descriptor;
        namedFile = file;
    }

    /** The file of the present call. */
    Optional<ProgramGroup.Opened> named() {
        return group.find(namedFile);
    }

    @Override
    public int install(OpenFile file) {
        RemoteFile shown = group.describe(file);
        int fd = caller.install(shown);
        if (fd < 0) {
            throw new ErrnoException(
                    Errno.fromCode(-fd).orElse(Errno.EMFILE), "the program has no descriptor for the file");
        }
        group.add(new ProgramGroup.Opened(file, shown, new Opening(process, fd)));
        return fd;
    }

    @Override
    public Optional<OpenFile> find(int fd) {
        if (fd == namedDescriptor) {
            return named().map(ProgramGroup.Opened::file);
        }
        OptionalLong number = caller.find(fd);
        return number.isEmpty()
                ? Optional.empty()
                : group.find(number.getAsLong()).map(ProgramGroup.Opened::file);
    }

    @Override
    public void close(int fd) {
        Optional<ProgramGroup.Opened> closed = fd == namedDescriptor ? group.remove(namedFile) : Optional.empty();
        closed.orElseThrow(() -> new ErrnoException(Errno.EBADF, "descriptor " + fd + " is not open"))
                .file()
                .release();
    }

    /** Releases every file of the group: its programs have ended. */
    @Override
    public void closeAll() {
        for (long number : group.numbers()) {
            group.remove(number).ifPresent(opened -> opened.file().release());
        }
    }
}
