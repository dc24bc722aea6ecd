/** Vectors of real tools, and damaged copies of valid input; for tests only. */
@NullMarked
package dev.sevsim.testkit;

import org.jspecify.annotations.NullMarked;
