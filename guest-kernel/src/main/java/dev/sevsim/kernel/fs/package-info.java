/** A small virtual file system: inodes, mounts, path lookup and system calls that answer 0 or a negative errno. */
@NullMarked
package dev.sevsim.kernel.fs;

import org.jspecify.annotations.NullMarked;
