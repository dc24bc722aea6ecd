/** A QEMU-like VMM. It accesses the host through system calls and its own address space alone. */
@NullMarked
package dev.sevsim.host.vmm;

import org.jspecify.annotations.NullMarked;
