/** What guest code sees of the machine, and the modelled CPU that runs it. */
@NullMarked
package dev.sevsim.bus.cpu;

import org.jspecify.annotations.NullMarked;
