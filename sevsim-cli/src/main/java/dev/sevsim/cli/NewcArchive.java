package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An initrd: a cpio archive in the format newc.
 *
 * <p>Source: Linux {@code Documentation/driver-api/early-userspace/buffer-format.rst}.
 */
final class NewcArchive {
    private static final int DIRECTORY = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int ALIGNMENT = 4;
    private static final String TRAILER = "TRAILER!!!";

    private final List<Bytes> parts = new ArrayList<>();
    private int entries;

    /** Adds a directory; those above it were added before. */
    NewcArchive directory(String name) {
        add(name, DIRECTORY, Bytes.EMPTY);
        return this;
    }

    /** Adds a file that can be executed. */
    NewcArchive program(String name, Bytes content) {
        add(name, PROGRAM, content);
        return this;
    }

    /** The archive with its end. */
    Bytes bytes() {
        List<Bytes> all = new ArrayList<>(parts);
        all.add(entry(TRAILER, 0, Bytes.EMPTY, 0));
        return Bytes.concat(all.toArray(Bytes[]::new));
    }

    private void add(String name, int mode, Bytes content) {
        entries++;
        parts.add(entry(name, mode, content, entries));
    }

    /** Inode, mode, owner, group, links, time, size, four device numbers, bytes of the name, and no checksum. */
    private static Bytes entry(String name, int mode, Bytes content, int inode) {
        String header = String.format(
                Locale.ROOT,
                "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                inode,
                mode,
                0,
                0,
                1,
                0,
                content.length(),
                0,
                0,
                0,
                0,
                name.length() + 1,
                0);
        return Bytes.concat(
                padded(Bytes.copyOf((header + name + "\0").getBytes(StandardCharsets.US_ASCII))), padded(content));
    }

    private static Bytes padded(Bytes part) {
        int rest = part.length() % ALIGNMENT;
        return rest == 0 ? part : part.paddedTo(part.length() + ALIGNMENT - rest);
    }
}
