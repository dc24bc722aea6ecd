/** Texts that a user types: {@link dev.sevsim.io.text.NearMiss} finds the name that was meant. */
@NullMarked
package dev.sevsim.io.text;

import org.jspecify.annotations.NullMarked;
