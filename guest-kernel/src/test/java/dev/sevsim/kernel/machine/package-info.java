/** Stand-ins for the processor and the firmware. */
@NullMarked
package dev.sevsim.kernel.machine;

import org.jspecify.annotations.NullMarked;
