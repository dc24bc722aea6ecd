package dev.sevsim.kernel.boot;

import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.Inode;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.RamFile;
import dev.sevsim.kernel.fs.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks an initrd into the root file system: newc archives one after the other, plain or compressed with gzip.
 *
 * <p>Directories and regular files are kept; links and device nodes are passed over. Source: Linux
 * {@code Documentation/driver-api/early-userspace/buffer-format.rst}.
 */
record Initramfs(Directory root, RamDirectoryOperations operations) {
    private static final int LARGEST_UNPACKED = 512 << 20;
    private static final String TRAILER = "TRAILER!!!";

    /**
     * The fields that are used of an entry's header; negative where there is no number.
     *
     * @param mode format and permission bits
     * @param size bytes of the file
     * @param nameSize bytes of the name with its NUL
     */
    private record Header(long mode, long size, long nameSize) {
        private static final int SIZE = 110;
        private static final int MAGIC_SIZE = 6;

        /** Hexadecimal digits of a field. */
        private static final int WIDTH = 8;

        static Header read(byte[] image, int at) {
            return new Header(field(image, at, 1), field(image, at, 6), field(image, at, 11));
        }

        private static long field(byte[] image, int header, int number) {
            String digits = new String(image, header + MAGIC_SIZE + number * WIDTH, WIDTH, StandardCharsets.US_ASCII);
            return digits.matches("[0-9a-fA-F]{8}") ? Long.parseLong(digits, 16) : -1;
        }

        /** Where the content begins, for a header at {@code at}. */
        long content(int at) {
            return aligned(at + SIZE + nameSize);
        }

        boolean fits(int at, long available) {
            return mode >= 0 && size >= 0 && nameSize >= 1 && content(at) + size <= available;
        }
    }

    /** Unpacks; a text when it had to stop, with what came before in place. */
    Optional<String> unpack(byte[] image) {
        return unpack(image, true);
    }

    /** Compressed data holds archives, not compressed data again. */
    private Optional<String> unpack(byte[] image, boolean mayBeCompressed) {
        int at = 0;
        while (at < image.length) {
            if (image[at] == 0) {
                at++;
            } else if (isGzip(image, at)) {
                return mayBeCompressed ? unpackGzip(image, at) : Optional.of("compressed twice");
            } else if (startsWith(image, at, "07070")) {
                int end = unpackArchive(image, at);
                if (end < 0) {
                    return Optional.of("broken cpio archive");
                }
                at = end;
            } else {
                return Optional.of("compression is not gzip");
            }
        }
        return Optional.empty();
    }

    private Optional<String> unpackGzip(byte[] image, int from) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(image, from, image.length - from))) {
            byte[] unpacked = in.readNBytes(LARGEST_UNPACKED);
            return unpack(unpacked, false);
        } catch (IOException e) {
            return Optional.of("broken gzip data");
        }
    }

    /** Where the archive ends, or -1. */
    private int unpackArchive(byte[] image, int from) {
        int at = from;
        while (startsWith(image, at, "070701") || startsWith(image, at, "070702")) {
            if (at + Header.SIZE > image.length) {
                return -1;
            }
            Header header = Header.read(image, at);
            if (!header.fits(at, image.length)) {
                return -1;
            }
            String name = new String(image, at + Header.SIZE, (int) header.nameSize() - 1, StandardCharsets.UTF_8);
            int content = (int) header.content(at);
            int end = content + (int) header.size();
            at = (int) Math.min(image.length, aligned(end));
            if (name.equals(TRAILER)) {
                return at;
            }
            enter(name, (int) header.mode(), Arrays.copyOfRange(image, content, end));
        }
        return -1;
    }

    private void enter(String path, int mode, byte[] content) {
        Directory here = root;
        String[] names = path.split("/", -1);
        for (int i = 0; i + 1 < names.length; i++) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                Inode next = here.child(names[i]).orElse(null);
                if (!(next instanceof Directory directory)) {
                    return;
                }
                here = directory;
            }
        }
        String name = names[names.length - 1];
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || here.child(name).isPresent()) {
            return;
        }
        int format = mode & FileStatus.FORMAT_MASK;
        if (format == FileStatus.DIRECTORY_FORMAT) {
            here.enter(name, new Directory(here.fileSystem(), mode & 07777, operations));
        } else if (format == FileStatus.REGULAR_FORMAT) {
            here.enter(name, new RegularFile(here.fileSystem(), mode & 07777, new RamFile(content)));
        }
    }

    private static long aligned(long offset) {
        return (offset + 3) & ~3L;
    }

    private static boolean isGzip(byte[] image, int at) {
        return at + 2 < image.length && image[at] == 0x1F && image[at + 1] == (byte) 0x8B;
    }

    private static boolean startsWith(byte[] image, int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        return at + expected.length <= image.length
                && Arrays.equals(image, at, at + expected.length, expected, 0, expected.length);
    }
}
