package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.Machine;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.act.PointObserver;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Calls of several programs, and of several threads of one, at the same time. */
class SimultaneousCallsTest extends DeviceProgram {
    private static final Point EACH_STATUS = new Point(Point.Side.BEFORE, "PLATFORM_STATUS", 1, true, Map.of());
    private static final int RANDOM_CALLS = Boolean.getBoolean("sevsim.stress") ? 100_000 : 3_000;

    @Test
    void letsSeveralProgramsShareAHost() throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            List<Process> all = Stream.of("threads", "closes", "forks", "opens")
                    .map(way -> start(host, way))
                    .toList();
            for (Process program : all) {
                requireSuccess(program);
            }
        }
    }

    @Test
    void letsOtherThreadsGoOnDuringALongCall() throws Exception {
        PointObserver slow = event -> pause();
        Consumer<Machine.Assembly> observed = assembly -> assembly.at(EACH_STATUS, slow);
        try (ServedHost host = new ServedHost(directory.resolve("host"), observed)) {
            assertThat(run(host, Devices.USABLE, "static", "during-a-long-call"))
                    .isZero();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls of one program are answered while another one's vCPUs are in KVM_RUN. */
    @Test
    void letsAProgramGoOnBesideVcpusOfAnother() throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process first = start(host, "vcpus");
            assertThat(run(host, Devices.USABLE, "static", "vcpus")).isZero();
            requireSuccess(first);
        }
    }

    /** Random calls of a program; a sound one is served beside it and afterwards. */
    @Test
    void answersRandomCallsOfAProgram() throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process noisy = start(host, "fuzzes", "" + RANDOM_CALLS, "15");
            assertThat(run(host, Devices.USABLE, "static", "opens")).isZero();
            requireSuccess(noisy);
            assertThat(run(host, Devices.USABLE, "static", "opens")).isZero();
            assertThat(host.complaints()).isEmpty();
        }
    }
}
