/** Key derivation, session, measurement and secret-packet formulas of a launch. */
@NullMarked
package dev.sevsim.abi.launch;

import org.jspecify.annotations.NullMarked;
