/** Puts the parties together into one machine and runs launches on it; the public Java API. */
@NullMarked
package dev.sevsim.machine;

import org.jspecify.annotations.NullMarked;
