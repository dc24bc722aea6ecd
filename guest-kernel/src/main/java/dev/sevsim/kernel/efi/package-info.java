/** The kernel's view of EFI: boot services called through their pointers, and the configuration tables. */
@NullMarked
package dev.sevsim.kernel.efi;

import org.jspecify.annotations.NullMarked;
