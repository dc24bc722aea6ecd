/** The embedded kernel image and initrd, and the eras of the kernel's interface for launch secrets. */
@NullMarked
package dev.sevsim.kernel.image;

import org.jspecify.annotations.NullMarked;
