package dev.sevsim.it.bench;

import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.simulator.Launch;
import dev.sevsim.simulator.LaunchListener;
import dev.sevsim.simulator.LaunchReport;
import dev.sevsim.simulator.LaunchRequest;
import dev.sevsim.simulator.PreparedLaunch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole launch through all parties: machine, attestation, injection, boot, the guest's shell, power off.
 *
 * <p>Its inputs are checked once, and the owner knows the digest that it expects, as owners do.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 30, time = 1)
@Measurement(iterations = 3, time = 1)
public class WarmLaunchBenchmark {
    private final PreparedLaunch prepared = Launch.prepare(LaunchRequest.defaults()
            .withFirmware(AmdSevImage.builder().sizeBytes(Sizes.IMAGE).build()));
    private long seed;

    @Benchmark
    public LaunchReport launch() {
        LaunchReport report = prepared.run(Launch.Options.ofSeed(seed++), LaunchListener.NONE, null);
        if (report.verdict() != LaunchReport.Verdict.ACCEPTED) {
            throw new IllegalStateException("launch " + report.verdict());
        }
        return report;
    }
}
