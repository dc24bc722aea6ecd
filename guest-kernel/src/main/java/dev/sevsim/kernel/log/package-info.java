/** The kernel's message ring. Knows nothing of where lines are shown. */
@NullMarked
package dev.sevsim.kernel.log;

import org.jspecify.annotations.NullMarked;
