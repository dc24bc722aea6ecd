package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;

/** Reads a whole file, as the programs that dump files do. */
final class FileReader {
    private static final int BUFFER = 4096;

    private FileReader() {}

    /** Appends the content to {@code target}: 0 or a negative errno. A dash is standard input. */
    static int readAll(ShellContext shell, String path, ByteArrayOutputStream target) {
        if (path.equals("-")) {
            target.writeBytes(shell.in().content());
            return 0;
        }
        return readFile(shell.calls(), path, target);
    }

    /** As {@link #readAll}, for a path only. */
    static int readFile(SystemCalls calls, String path, ByteArrayOutputStream target) {
        int descriptor = calls.open(path, EnumSet.of(OpenFlag.READ), 0);
        if (descriptor < 0) {
            return descriptor;
        }
        byte[] buffer = new byte[BUFFER];
        int count = calls.read(descriptor, buffer);
        while (count > 0) {
            target.write(buffer, 0, count);
            count = calls.read(descriptor, buffer);
        }
        calls.close(descriptor);
        return count;
    }
}
