/** Assembles the Linux host: driver, KVM and the process that a VMM runs in. */
@NullMarked
package dev.sevsim.host;

import org.jspecify.annotations.NullMarked;
