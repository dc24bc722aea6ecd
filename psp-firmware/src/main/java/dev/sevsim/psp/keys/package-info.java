/** The platform's keys and certificates: elliptic curve, identity, and the simulated AMD roots. */
@NullMarked
package dev.sevsim.psp.keys;

import org.jspecify.annotations.NullMarked;
