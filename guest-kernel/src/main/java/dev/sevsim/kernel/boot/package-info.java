/** From the EFI entry point to a shell on the console; what one stage tells the next lies in guest memory. */
@NullMarked
package dev.sevsim.kernel.boot;

import org.jspecify.annotations.NullMarked;
