/** The generations of the guest kernel's secret interface. Knows nothing of how they work. */
@NullMarked
package dev.sevsim.kernel.era;

import org.jspecify.annotations.NullMarked;
