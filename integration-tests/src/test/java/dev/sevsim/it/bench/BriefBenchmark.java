package dev.sevsim.it.bench;

import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A benchmark of one thread in a process of its own, measured for three seconds. */
@State(Scope.Thread)
@Fork(1)
@Measurement(iterations = 3, time = 1)
abstract class BriefBenchmark {}
