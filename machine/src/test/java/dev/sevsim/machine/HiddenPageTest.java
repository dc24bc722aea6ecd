package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.tap.FaultInjector;
import dev.sevsim.host.NestedMapping;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host that replaces the page with secrets and kernel hashes by another one for some entries of the guest, tried at every
 * entry while OVMF verifies and starts the kernel, and at every seventh after that; at every one with {@code
 * -Dsevsim.stress=true}.
 */
class HiddenPageTest {
    private static final GuestPhysical PAGE = new GuestPhysical(0x81_0000);
    private static final GuestPhysical OTHER = new GuestPhysical(0x40_0000);
    private static final int ENTRIES_OF_THE_FIRMWARE = 64;
    private static final int STEP = Boolean.getBoolean("sevsim.stress") ? 1 : 7;

    /** Counts entries of the guest, and hides the page at the chosen ones. */
    private static final class Hiding implements Tap {
        private final NestedMapping pages;
        private final int from;
        private final int entries;
        private int seen;

        Hiding(NestedMapping pages, int from, int entries) {
            this.pages = pages;
            this.from = from;
            this.entries = entries;
        }

        @Override
        public Verdict inspect(TappedFrame frame) {
            if (FaultInjector.ofType(FrameType.VCPU_ENTRY).test(frame)) {
                if (seen == from) {
                    pages.remap(PAGE, pages.frameOf(OTHER).orElseThrow());
                } else if (seen == from + entries) {
                    pages.restore(PAGE);
                }
                seen++;
            }
            return Verdict.pass();
        }
    }

    /** A launch, and how often its guest was entered. */
    private record Run(LaunchReport report, int entered) {
        static Run hiding(int from, int entries) {
            try (Machine machine =
                    Machine.assemble(MachineSpec.builder().seed(1).build())) {
                RunningGuest guest =
                        machine.newLaunch().start().measure().attest().finish();
                Hiding hiding = new Hiding(guest.nestedPages(), from, entries);
                machine.link(Party.HOST, Party.GUEST).tap(hiding);
                List<String> lines = List.of("ls /sys/kernel/security/secrets/coco");
                return new Run(guest.runToEnd(lines, Keyboard.NONE), hiding.seen);
            }
        }
    }

    @ParameterizedTest(name = "for {0} entries")
    @ValueSource(ints = {1, 25, 10_000})
    void neverLetsAnUnmeasuredKernelPassForAnAcceptedOne(int entries) {
        Run undisturbed = Run.hiding(Integer.MAX_VALUE, 0);
        assertThat(undisturbed.report().verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        Set<LaunchReport.Verdict> verdicts = EnumSet.noneOf(LaunchReport.Verdict.class);
        for (int from = 0; from < undisturbed.entered(); from += from < ENTRIES_OF_THE_FIRMWARE ? 1 : STEP) {
            LaunchReport report = Run.hiding(from, entries).report();

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
