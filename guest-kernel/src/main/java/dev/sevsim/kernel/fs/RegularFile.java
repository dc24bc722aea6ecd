package dev.sevsim.kernel.fs;

/** A file whose content is the business of its operations. */
public final class RegularFile extends Inode {
    private final FileOperations operations;

    /** A file that is not yet entered anywhere. */
    public RegularFile(FileSystem fileSystem, int permissions, FileOperations operations) {
        super(fileSystem, FileStatus.REGULAR_FORMAT | permissions, 1);
        this.operations = operations;
    }

    private RegularFile(FileSystem fileSystem, FileOperations operations, int mode) {
        super(fileSystem, mode, 1);
        this.operations = operations;
    }

    /** A block device, which reads like a file. Its numbers are not modelled. */
    public static RegularFile blockDevice(FileSystem fileSystem, int permissions, FileOperations operations) {
        return new RegularFile(fileSystem, operations, FileStatus.BLOCK_FORMAT | permissions);
    }

    @Override
    public long size() {
        return operations.size();
    }

    FileOperations operations() {
        return operations;
    }
}
