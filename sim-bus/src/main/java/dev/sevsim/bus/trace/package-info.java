/** The append-only record of a run: a public contract with a schema and a version. */
@NullMarked
package dev.sevsim.bus.trace;

import org.jspecify.annotations.NullMarked;
