package dev.sevsim.it.bench;

import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.owner.ExpectedLaunch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole launch through all parties: machine, attestation, injection, boot, the guest's shell, power off.
 *
 * <p>Its inputs are checked once, and the owner has the expected digest beforehand, as owners do.
 */
@Warmup(iterations = 30, time = 1)
public class WarmLaunchBenchmark extends BriefBenchmark {
    private final ExpectedLaunch expected = described().build().expectation();
    private final MachineSpec spec =
            described().owner(owner -> owner.expectation(expected)).build();
    private long seed;

    @Benchmark
    public LaunchReport launch() {
        LaunchReport report = Launch.run(spec.withSeed(seed++));
        if (report.verdict() != LaunchReport.Verdict.ACCEPTED) {
            throw new IllegalStateException("launch " + report.verdict());
        }
        return report;
    }

    private static MachineSpec.Builder described() {
        return MachineSpec.builder()
                .guest(guest -> guest.firmware(
                                AmdSevImage.builder().sizeBytes(Sizes.IMAGE).build())
                        .kernel(EmbeddedKernel.image())
                        .initrd(EmbeddedKernel.initrd())
                        .append(EmbeddedKernel.COMMAND_LINE))
                .host(HostSpec.builder().hostSevEs(EncryptedState.OFF).build());
    }
}
