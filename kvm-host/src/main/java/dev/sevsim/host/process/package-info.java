/** The kernel's side of a user process: host frames, address spaces, open files and errno. */
@NullMarked
package dev.sevsim.host.process;

import org.jspecify.annotations.NullMarked;
