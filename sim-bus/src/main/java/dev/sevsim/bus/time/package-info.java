/** The one clock and the one source of randomness of a machine. */
@NullMarked
package dev.sevsim.bus.time;

import org.jspecify.annotations.NullMarked;
