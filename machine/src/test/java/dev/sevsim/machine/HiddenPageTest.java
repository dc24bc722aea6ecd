package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.tap.FaultInjector;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host that replaces the page with secrets and kernel hashes by another one for some entries of the guest, tried at every
 * tenth entry, or at every one with {@code -Dsevsim.stress=true}.
 */
class HiddenPageTest {
    private static final GuestPhysical PAGE = new GuestPhysical(0x81_0000);
    private static final GuestPhysical OTHER = new GuestPhysical(0x40_0000);
    private static final int STEP = Boolean.getBoolean("sevsim.stress") ? 1 : 10;

    /** Counts entries of the guest, and hides the page at the chosen ones. */
    private static final class Hiding implements Tap {
        private final int from;
        private final int entries;
        private Machine machine;
        private int seen;

        Hiding(int from, int entries) {
            this.from = from;
            this.entries = entries;
        }

        @Override
        public Verdict inspect(TappedFrame frame) {
            if (frame.to() == Party.GUEST
                    && FaultInjector.ofType(FrameType.VCPU_ENTRY).test(frame)) {
                if (seen == from) {
                    SystemPhysical other = machine.nestedPages(0).frameOf(OTHER).orElseThrow();
                    machine.nestedPages(0).remap(PAGE, other);
                } else if (seen == from + entries) {
                    machine.nestedPages(0).restore(PAGE);
                }
                seen++;
            }
            return Verdict.pass();
        }
    }

    private static LaunchReport launch(Hiding hiding) {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .guest(guest -> guest.run("ls /sys/kernel/security/secrets/coco"))
                .build();
        try (Machine machine = Machine.of(spec).tap(hiding).assemble()) {
            hiding.machine = machine;
            return Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
    }

    @ParameterizedTest(name = "for {0} entries")
    @ValueSource(ints = {1, 25, 10_000})
    void neverLetsAnUnmeasuredKernelPassForAnAcceptedOne(int entries) {
        Hiding none = new Hiding(Integer.MAX_VALUE, 0);
        assertThat(launch(none).verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        Set<LaunchReport.Verdict> verdicts = EnumSet.noneOf(LaunchReport.Verdict.class);
        for (int from = 0; from < none.seen; from += STEP) {
            LaunchReport report = launch(new Hiding(from, entries));

            String what = "hidden from entry " + from + " on: " + report.verdict() + "\n" + report.console();
            boolean accepted = report.verdict() == LaunchReport.Verdict.ACCEPTED;
            boolean measured = report.console().contains("BlobVerifier: kernel matches its measured hash");
            assertThat(!accepted || measured).as(what).isTrue();
            assertThat(report.console()).as(what).doesNotContain("unmeasured", "loading kernel and initrd from disk");
            verdicts.add(report.verdict());
        }
        assertThat(verdicts).as("the host's page was seen").contains(LaunchReport.Verdict.KERNEL_NOT_RUN);
    }
}
