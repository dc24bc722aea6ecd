package dev.sevsim.kernel.fs;

/** A file whose content is the business of its operations. */
public final class RegularFile extends Inode {
    private final FileOperations operations;
    private long assignedSize;

    /** A file that is not yet entered anywhere. */
    public RegularFile(FileSystem fileSystem, int permissions, FileOperations operations) {
        this(fileSystem, operations, FileStatus.REGULAR_FORMAT | permissions);
    }

    private RegularFile(FileSystem fileSystem, FileOperations operations, int mode) {
        super(fileSystem, mode, 1);
        this.operations = operations;
    }

    /** A block device, which reads like a file. Its numbers are not modelled. */
    public static RegularFile blockDevice(FileSystem fileSystem, int permissions, FileOperations operations) {
        return new RegularFile(fileSystem, operations, FileStatus.BLOCK_FORMAT | permissions);
    }

    /** The null device: reads end at once, writes are accepted and discarded. Its numbers are not modelled. */
    public static RegularFile nullDevice(FileSystem fileSystem, int permissions) {
        FileOperations nothing = () -> new FileHandle() {
            @Override
            public int read(long position, byte[] target, int offset, int length) {
                return 0;
            }

            @Override
            public int write(long position, byte[] source, int offset, int length) {
                return length;
            }
        };
        return new RegularFile(fileSystem, nothing, FileStatus.CHARACTER_FORMAT | permissions);
    }

    /** A named pipe, as far as its name and attributes go. */
    static RegularFile pipe(FileSystem fileSystem, int permissions) {
        FileOperations none = () -> (position, target, offset, length) -> 0;
        return new RegularFile(fileSystem, none, FileStatus.PIPE_FORMAT | permissions);
    }

    @Override
    public long size() {
        return operations.keepsContent() ? operations.size() : assignedSize;
    }

    /** Sets {@code st_size}; content that is computed stays as it is. 0 or a negative errno. */
    int resize(long size) {
        if (operations.keepsContent()) {
            return operations.resize(size);
        }
        assignedSize = isRegular() ? size : 0;
        return 0;
    }

    FileOperations operations() {
        return operations;
    }
}
