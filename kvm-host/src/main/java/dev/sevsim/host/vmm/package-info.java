/** A QEMU-like VMM: it knows the host only through system calls on its own address space. */
@NullMarked
package dev.sevsim.host.vmm;

import org.jspecify.annotations.NullMarked;
