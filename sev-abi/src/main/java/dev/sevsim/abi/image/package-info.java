/** What an OVMF image carries at its end, and the kernel-hashes table. */
@NullMarked
package dev.sevsim.abi.image;

import org.jspecify.annotations.NullMarked;
