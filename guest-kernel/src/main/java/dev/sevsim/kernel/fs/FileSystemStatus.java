package dev.sevsim.kernel.fs;

import java.util.Map;

/**
 * What {@code statfs} answers. Source: Linux {@code include/uapi/linux/magic.h}.
 *
 * @param type magic number of the type
 * @param blockSize bytes of a block
 * @param blocks blocks in all; 0 where nothing is stored
 * @param files inodes in all; 0 where there is no bound
 * @param nameLength bytes of the longest name
 */
public record FileSystemStatus(int type, int blockSize, long blocks, long files, int nameLength) {
    private static final int RAMFS_MAGIC = 0x858458F6;
    private static final Map<String, Integer> MAGIC =
            Map.of("proc", 0x9FA0, "sysfs", 0x62656572, "securityfs", 0x73636673);
    private static final int NAME_MAX = 255;

    static FileSystemStatus of(FileSystem fileSystem) {
        int magic = MAGIC.getOrDefault(fileSystem.type(), RAMFS_MAGIC);
        return new FileSystemStatus(magic, FileStatus.BLOCK_SIZE, 0, 0, NAME_MAX);
    }
}
