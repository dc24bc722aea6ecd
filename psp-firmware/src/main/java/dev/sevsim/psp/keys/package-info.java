/** The platform's keys and certificates: elliptic curve, identity and certificates. */
@NullMarked
package dev.sevsim.psp.keys;

import org.jspecify.annotations.NullMarked;
