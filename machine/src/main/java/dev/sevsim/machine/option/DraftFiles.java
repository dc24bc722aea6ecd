package dev.sevsim.machine.option;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.io.file.InputException;
import java.nio.file.Path;

/**
 * The files that options name.
 *
 * @param folder where relative names begin
 * @param reader reads them
 */
record DraftFiles(Path folder, MachineDraft.Reader reader) {
    private static final int MAX_BOOT_FILE = 256 << 20;

    Path path(String file) {
        if (file.isEmpty()) {
            throw new InputException("the name of a file is empty");
        }
        return folder.resolve(file);
    }

    /** A file of 1 to {@code maximumBytes} bytes. */
    Bytes read(String what, String file, long maximumBytes) {
        Path path = path(file);
        Bytes content = reader.read(what, path, maximumBytes);
        if (content.isEmpty()) {
            throw new InputException(what + " " + path + " is empty");
        }
        return content;
    }

    Bytes image(String file) {
        return read("OVMF image", file, Flash.MAX_BYTES);
    }

    Bytes kernel(String what, String file) {
        return read(what, file, MAX_BOOT_FILE);
    }

    /** An empty file is an initrd, as for QEMU, and measured as none. */
    Bytes initrd(String what, String file) {
        return reader.read(what, path(file), MAX_BOOT_FILE);
    }
}
