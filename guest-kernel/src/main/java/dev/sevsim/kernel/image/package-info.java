/** Builders of boot files: a bzImage with an EFI header and a newc archive. They know nothing of a machine. */
@NullMarked
package dev.sevsim.kernel.image;

import org.jspecify.annotations.NullMarked;
