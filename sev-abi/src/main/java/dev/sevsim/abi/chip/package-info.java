/** The generations of processors: what the parties of one machine have to agree on. */
@NullMarked
package dev.sevsim.abi.chip;

import org.jspecify.annotations.NullMarked;
