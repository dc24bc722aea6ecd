package dev.sevsim.kernel.image;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a newc archive with all times zero. Source: Linux {@code buffer-format.rst}. */
public final class CpioBuilder {
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int ALIGNMENT = 4;
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private int lastInode;

    /** An archive without entries. */
    public CpioBuilder() {}

    /** Adds a directory; its parent comes before it. */
    public CpioBuilder directory(String path) {
        entry(path, DIRECTORY | 0755, 2, new byte[0]);
        return this;
    }

    /** Adds a file with UTF-8 content. */
    public CpioBuilder file(String path, int permissions, String content) {
        entry(path, REGULAR | permissions, 1, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Adds a file. */
    public CpioBuilder file(String path, int permissions, Bytes content) {
        entry(path, REGULAR | permissions, 1, content.toArray());
        return this;
    }

    /** The archive with its trailer, padded to whole blocks. */
    public Bytes build() {
        entry("TRAILER!!!", 0, 1, new byte[0]);
        pad(BLOCK);
        return Bytes.copyOf(archive.toByteArray());
    }

    private void entry(String name, int mode, int links, byte[] content) {
        byte[] path = (name + "\0").getBytes(StandardCharsets.UTF_8);
        lastInode++;
        StringBuilder header = new StringBuilder("070701");
        int[] fields = {lastInode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, path.length, 0};
        for (int field : fields) {
            header.append("%08x".formatted(field));
        }
        archive.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        archive.writeBytes(path);
        pad(ALIGNMENT);
        archive.writeBytes(content);
        pad(ALIGNMENT);
    }

    private void pad(int alignment) {
        while (archive.size() % alignment != 0) {
            archive.write(0);
        }
    }
}
