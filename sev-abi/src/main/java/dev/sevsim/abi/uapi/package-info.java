/** Structures and numbers of the Linux user interface for SEV: /dev/sev and KVM. */
@NullMarked
package dev.sevsim.abi.uapi;

import org.jspecify.annotations.NullMarked;
