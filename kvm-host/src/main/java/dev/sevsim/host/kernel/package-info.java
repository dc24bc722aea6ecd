/** The core of the kernel: page frames, processes with their memory and files, errno, and the trace of system calls. */
@NullMarked
package dev.sevsim.host.kernel;

import org.jspecify.annotations.NullMarked;
