/** Benchmarks: what the simulator must be able to do in a given time, measured beside what the JDK does in it. */
@NullMarked
package dev.sevsim.it.bench;

import org.jspecify.annotations.NullMarked;
