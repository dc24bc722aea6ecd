package dev.sevsim.it.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An ioctl without memory, of a C program on a simulated host in a process of its own; both ways that its system calls are caught. */
@Warmup(iterations = 5, time = 1)
public class IoctlBenchmark extends BriefBenchmark {
    /** Calls that the program makes when it is asked once. */
    static final int CALLS = 500;

    /** The program under the supervisor. */
    @State(Scope.Thread)
    public static class Supervised {
        final IoctlProgram program = IoctlProgram.start();

        @TearDown
        public void close() {
            program.close();
        }
    }

    /** The program with the library in it. */
    @State(Scope.Thread)
    public static class Preloaded {
        final IoctlProgram program = IoctlProgram.start("--preload");

        @TearDown
        public void close() {
            program.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long throughSeccomp(Supervised supervised) {
        return supervised.program.call(CALLS);
    }

    /** What two processes take for a question and an answer without a call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long exchange(Supervised supervised) {
        return supervised.program.exchange(CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long throughLibrary(Preloaded preloaded) {
        return preloaded.program.call(CALLS);
    }
}
