/** How requesters reach DRAM. Each party holds only the port that was made for it. */
@NullMarked
package dev.sevsim.bus.memory;

import org.jspecify.annotations.NullMarked;
