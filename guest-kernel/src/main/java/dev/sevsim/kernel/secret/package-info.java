/**
 * Launch secrets as files: the modules of each era, the memory that they map, and the directory whose files are
 * wiped when they are unlinked.
 */
@NullMarked
package dev.sevsim.kernel.secret;

import org.jspecify.annotations.NullMarked;
