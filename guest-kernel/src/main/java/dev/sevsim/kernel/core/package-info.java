/** Message ring, clock and module table: what every other part of the kernel uses. */
@NullMarked
package dev.sevsim.kernel.core;

import org.jspecify.annotations.NullMarked;
