/** The Linux guest kernel of the simulated machine: what its assembler installs, boots and asks. */
@NullMarked
package dev.sevsim.kernel;

import org.jspecify.annotations.NullMarked;
