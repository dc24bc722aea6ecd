/** Guest time as the kernel tells it. */
@NullMarked
package dev.sevsim.kernel.time;

import org.jspecify.annotations.NullMarked;
