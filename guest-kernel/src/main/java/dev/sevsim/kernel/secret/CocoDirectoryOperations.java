package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.DirectoryOperations;
import dev.sevsim.kernel.fs.Inode;

/** Lookup and unlink, and unlink wipes the secret. Source: guest-kernel.md sections 6 and 6.2. */
final class CocoDirectoryOperations implements DirectoryOperations {
    private final SecretFiles files;

    CocoDirectoryOperations(SecretFiles files) {
        this.files = files;
    }

    @Override
    public int unlink(Directory directory, String name, Inode victim) {
        files.wipe(name);
        directory.remove(name);
        return 0;
    }
}
