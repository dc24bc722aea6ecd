package dev.sevsim.it.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The unmodified QEMU launches a guest of 4 MiB on a host that is served, up to the state in which a secret can be injected. */
@Warmup(iterations = 5, time = 1)
public class QemuLaunchBenchmark extends BriefBenchmark {
    /** QEMU and a host for it. */
    @State(Scope.Thread)
    public static class Installed {
        final QemuProgram qemu = QemuProgram.prepare();

        @TearDown(Level.Invocation)
        public void end() {
            qemu.end();
        }

        @TearDown
        public void close() {
            qemu.close();
        }
    }

    /** The same machine without SEV, up to the state in which QEMU answers its monitor. */
    @Benchmark
    public String start(Installed installed) {
        return installed.qemu.start();
    }

    @Benchmark
    public String launch(Installed installed) {
        return installed.qemu.launch();
    }
}
