package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.SystemCalls;
import java.nio.file.FileSystem;
import java.util.function.Function;

/** Opens the files of a guest as a {@link FileSystem}. */
public final class GuestFiles {
    private GuestFiles() {}

    /** The tree of a running guest as its root user sees it; each operation lets the guest run for a moment. */
    public static FileSystem of(GuestTasks tasks, GuestTasks.Drive drive) {
        return new GuestFileSystem(new GuestContext() {
            @Override
            public <T> T call(Function<SystemCalls, T> work) {
                return tasks.call(work, drive);
            }
        });
    }

    /** The tree as one process of a kernel on this thread sees it. */
    static FileSystem of(SystemCalls calls) {
        return new GuestFileSystem(new GuestContext() {
            @Override
            public <T> T call(Function<SystemCalls, T> work) {
                return work.apply(calls);
            }
        });
    }
}
