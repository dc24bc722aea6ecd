package dev.sevsim.kernel.fs;

/** A file whose content is the business of its operations. */
public final class RegularFile extends Inode {
    private final FileOperations operations;

    /** A file that is not yet entered anywhere. */
    public RegularFile(FileSystem fileSystem, int permissions, FileOperations operations) {
        super(fileSystem, REGULAR_FORMAT | permissions, 1);
        this.operations = operations;
    }

    @Override
    public long size() {
        return operations.size();
    }

    FileOperations operations() {
        return operations;
    }
}
