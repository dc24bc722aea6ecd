/** From the EFI entry point to a shell on the console; stages hand over through guest memory alone. */
@NullMarked
package dev.sevsim.kernel.boot;

import org.jspecify.annotations.NullMarked;
