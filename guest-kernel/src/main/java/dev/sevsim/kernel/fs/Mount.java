package dev.sevsim.kernel.fs;

/**
 * A file system in the tree.
 *
 * @param source what was mounted, often the type again
 * @param target absolute path
 * @param fileSystem what is there
 * @param options as {@code /proc/mounts} lists them
 */
public record Mount(String source, String target, FileSystem fileSystem, String options) {}
