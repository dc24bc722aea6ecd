package dev.sevsim.kernel.fs;

import dev.sevsim.kernel.core.KernelTime;
import java.time.Instant;

/** Base of tests with a root file system, another one to mount, and a process of root. */
abstract class TwoFileSystems {
    final FileSystem rootFs = ram("rootfs", 2);
    final FileSystem other = ram("ramfs", 3);
    final MountNamespace namespace = new MountNamespace(rootFs);
    final SystemCalls root = new SystemCalls(namespace, Credentials.ROOT);

    private static FileSystem ram(String type, int device) {
        return new FileSystem(type, device, KernelTime.fixed(Instant.EPOCH), new RamDirectoryOperations());
    }
}
