/** The guest's user space: a small shell, one class per command, in the words and formats of the usual programs. */
@NullMarked
package dev.sevsim.kernel.shell;

import org.jspecify.annotations.NullMarked;
