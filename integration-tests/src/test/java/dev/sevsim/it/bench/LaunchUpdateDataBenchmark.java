package dev.sevsim.it.bench;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One LAUNCH_UPDATE_DATA over an image; the same pages are measured and encrypted again and again. */
@Warmup(iterations = 3, time = 1)
public class LaunchUpdateDataBenchmark extends BriefBenchmark {
    private final InitialisedProcessor machine = new InitialisedProcessor();

    public LaunchUpdateDataBenchmark() {
        byte[] image = new byte[Sizes.IMAGE];
        new SplittableRandom(3).nextBytes(image);
        machine.memory().hostPort().write(InitialisedProcessor.DATA, image, 0, image.length);
        int handle = machine.activeGuest();
        machine.run(
                CommandId.LAUNCH_UPDATE_DATA,
                new LaunchUpdate(handle, InitialisedProcessor.DATA, Sizes.IMAGE).encode());
    }

    @TearDown
    public void close() {
        machine.close();
    }

    @Benchmark
    public void updateImage() {
        machine.run(CommandId.LAUNCH_UPDATE_DATA);
    }
}
