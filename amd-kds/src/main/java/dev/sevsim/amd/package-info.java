/** The simulated AMD; it has public keys of chips and no access to any machine. */
@NullMarked
package dev.sevsim.amd;

import org.jspecify.annotations.NullMarked;
