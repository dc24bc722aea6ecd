package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.memory.MemoryPort;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host that changes frames, VMRUNs, mappings and memory at random: each launch ends with a report, within its budget. */
@Timeout(600)
class HostileHostTest {
    private static final int SEEDS = Boolean.getBoolean("sevsim.stress") ? 2000 : 16;
    private static final int LAST_ENTRY = 90;
    private static final int FRAMES = 600;

    /** In the payload of an entry: vCPU, ASID, flags, nCR3, save area. */
    private static final int[] ENTRY_FIELDS = {0, 4, 8, 12, 20, 28};

    private static final long[] ODD = {
        0, 1, -1, 0xFFF, 0x1000, 1L << 31, 1L << 32, 4L << 30, (4L << 30) - 1, 1L << 51, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final long[] GUEST_PAGES = {
        0, 0x1000, 0x80_0000, 0x80_9000, 0x80_B000, 0x81_0000, 0xBA0_0000, 0xFA6_0000, 0xFFF_C000, 0xFFFF_F000L
    };

    private static final List<ExitReason> REASONS = List.of(ExitReason.values());

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    /** What a hostile host does with a frame. */
    private interface Deed {
        Verdict act(Hostile hostile, TappedFrame frame);
    }

    /** Acts once, at its frame. */
    private static final class Hostile implements Tap {
        private final SplittableRandom random;
        private final Deed deed;
        private final boolean entriesAlone;
        private final int at;
        private int count;
        private @Nullable Machine machine;

        Hostile(long seed, boolean entriesAlone, int last, Deed deed) {
            this.random = new SplittableRandom(seed);
            this.deed = deed;
            this.entriesAlone = entriesAlone;
            this.at = random.nextInt(1, last + 1);
        }

        @Override
        public Verdict inspect(TappedFrame tapped) {
            Frame frame = tapped.envelope().map(envelope -> envelope.frame()).orElse(null);
            boolean counts = !entriesAlone || frame instanceof VcpuEntry;
            return counts && ++count == at ? deed.act(this, tapped) : Verdict.pass();
        }

        Machine machine() {
            return Objects.requireNonNull(machine);
        }

        long odd() {
            return random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextLong();
        }
    }

    private static LaunchReport launch(long seed, Hostile hostile) {
        boolean encryptedState = seed % 3 == 0;
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> {
                    if (encryptedState) {
                        guest.sevEs().vcpus(2);
                    }
                })
                .seed(3)
                .maxSteps(2_000)
                .build();
        try (Machine machine = Machine.of(spec).tap(hostile).assemble()) {
            hostile.machine = machine;
            return Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
    }

    private static void assertEnds(long seed, Hostile hostile) {
        LaunchReport report = launch(seed, hostile);
        assertThat(report.reason().isEmpty()).isEqualTo(report.verdict() == LaunchReport.Verdict.ACCEPTED);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithAnyFieldOfAVmrun(long seed) {
        assertEnds(seed, new Hostile(seed, true, LAST_ENTRY, (hostile, frame) -> {
            byte[] raw = frame.raw().toArray();
            int field = hostile.random.nextInt(ENTRY_FIELDS.length - 1);
            int start = raw.length - frame.payload().length();
            long value = hostile.odd();
            for (int i = ENTRY_FIELDS[field]; i < ENTRY_FIELDS[field + 1]; i++) {
                raw[start + i] = (byte) (value >>> (8 * (i - ENTRY_FIELDS[field])));
            }
            return new Verdict.Replace(Bytes.copyOf(raw));
        }));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithAnyMapping(long seed) {
        assertEnds(seed, new Hostile(seed, true, LAST_ENTRY, (hostile, frame) -> {
            long page = hostile.random.nextBoolean()
                    ? GUEST_PAGES[hostile.random.nextInt(GUEST_PAGES.length)]
                    : hostile.random.nextInt(0x1_0000) * (long) Page.SIZE;
            hostile.machine().nestedPages(0).remap(new GuestPhysical(page), new SystemPhysical(hostile.odd()));
            return Verdict.pass();
        }));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithAnyChangeOfMemory(long seed) {
        assertEnds(seed, new Hostile(seed, true, LAST_ENTRY, (hostile, frame) -> {
            MemoryPort memory = hostile.machine().hostMemory();
            long[] frames = hostile.machine().memory().touchedAddresses().toArray();
            for (int i = hostile.random.nextInt(1, 100); i > 0; i--) {
                byte[] page = new byte[Page.SIZE];
                if (hostile.random.nextBoolean()) {
                    memory.read(frames[hostile.random.nextInt(frames.length)], page, 0, page.length);
                }
                page[hostile.random.nextInt(page.length)] ^= (byte) (1 << hostile.random.nextInt(8));
                memory.write(frames[hostile.random.nextInt(frames.length)], page, 0, page.length);
            }
            return Verdict.pass();
        }));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithAnyAnswer(long seed) {
        assertEnds(seed, new Hostile(seed, false, FRAMES, (hostile, frame) -> {
            boolean asks = frame.envelope()
                    .filter(envelope -> envelope.kind() == EnvelopeKind.REQUEST)
                    .isPresent();
            List<Frame> answers = List.of(
                    new DeviceResult(hostile.random.nextInt(-40, 40)),
                    new DeviceResult(hostile.odd()),
                    new MailboxResponse(hostile.random.nextInt()),
                    new MailboxResponse((1 << 31) | hostile.random.nextInt(0x40)),
                    new LaunchSecretPacket(Bytes.zeros(52), Bytes.zeros(1 << hostile.random.nextInt(20))),
                    new LaunchBundle(
                            hostile.random.nextInt(), Bytes.zeros(hostile.random.nextInt(5000)), Bytes.zeros(128)),
                    new PlatformCertificates(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY),
                    new Notice("measurement-accepted", ""),
                    VcpuExit.of(hostile.random.nextInt(3), REASONS.get(hostile.random.nextInt(REASONS.size()))));
            return asks
                    ? new Verdict.AnswerInstead(answers.get(hostile.random.nextInt(answers.size())))
                    : Verdict.drop();
        }));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWithAnyBytesOfAFrame(long seed) {
        assertEnds(seed, new Hostile(seed, false, FRAMES, (hostile, frame) -> {
            byte[] raw = frame.raw().toArray();
            int start = raw.length - frame.payload().length();
            for (int i = hostile.random.nextInt(1, 12); i > 0 && start < raw.length; i--) {
                raw[hostile.random.nextInt(start, raw.length)] =
                        (byte) (hostile.random.nextBoolean() ? -1 : hostile.random.nextInt());
            }
            return new Verdict.Replace(Bytes.copyOf(raw));
        }));
    }
}
