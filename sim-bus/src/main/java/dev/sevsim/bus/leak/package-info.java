/**
 * Searches for secrets in what a host can read. {@link dev.sevsim.bus.leak.SecretFinder} finds them in bytes; which bytes are
 * searched is the caller's part.
 */
@NullMarked
package dev.sevsim.bus.leak;

import org.jspecify.annotations.NullMarked;
