package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that changes code after it was measured, or how it is fetched: the guest ends there, whatever the page. */
class FetchedCodeTest {
    private static final long IMAGE = 0xFFFC_0000L;
    private static final int IMAGE_PAGES = 64;

    /** In the payload of an entry: vcpu and ASID come before the flags. */
    private static final int SEV_FLAGS_AT = 8;

    /** Counts entries and lets a test act before one of them. */
    private static final class Entries implements Tap {
        private final Consumer<Entries> before;
        private int count;
        private boolean clearsSev;
        private @Nullable ExitReason last;

        Entries(Consumer<Entries> before) {
            this.before = before;
        }

        @Override
        public Verdict inspect(TappedFrame tapped) {
            Frame frame = tapped.envelope().map(envelope -> envelope.frame()).orElse(null);
            if (frame instanceof VcpuExit exit) {
                last = exit.reason();
            }
            if (!(frame instanceof VcpuEntry)) {
                return Verdict.pass();
            }
            count++;
            before.accept(this);
            return clearsSev ? new Verdict.Replace(withoutSev(tapped)) : Verdict.pass();
        }

        private static Bytes withoutSev(TappedFrame tapped) {
            byte[] raw = tapped.raw().toArray();
            raw[raw.length - tapped.payload().length() + SEV_FLAGS_AT] &= (byte) ~VmcbControl.SEV;
            return Bytes.copyOf(raw);
        }
    }

    private static MachineSpec spec(int policy, int vcpus) {
        return MachineSpec.builder()
                .guest(guest ->
                        guest.policy(new GuestPolicy(policy)).vcpus(vcpus).run())
                .seed(3)
                .build();
    }

    /** Entries of an undisturbed launch. */
    private static int entriesOf(MachineSpec spec) {
        Entries counted = new Entries(entries -> {});
        assertThat(run(spec, counted).verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        return counted.count;
    }

    private static LaunchReport run(MachineSpec spec, Tap tap) {
        try (Machine machine = Machine.of(spec).tap(tap).assemble()) {
            return Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
    }

    private static void flip(MemoryPort memory, SystemPhysical at) {
        byte[] one = memory.read(at, 1).toArray();
        one[0] ^= 1;
        memory.write(at, Bytes.copyOf(one));
    }

    @ParameterizedTest(name = "policy {0}, {1} vCPUs")
    @CsvSource({"1, 1", "5, 1", "5, 4"})
    void endsWhenOneBitOfAnyPageOfTheImageChanged(int policy, int vcpus) {
        Entries exits = new Entries(entries -> {});
        try (Machine machine = Machine.of(spec(policy, vcpus)).tap(exits).assemble()) {
            for (int page = 0; page < IMAGE_PAGES; page++) {
                RunningGuest guest =
                        machine.newLaunch().start().measure().attest().finish();
                GuestPhysical at = new GuestPhysical(IMAGE + page * (long) Page.SIZE);
                SystemPhysical frame = guest.nestedPages().frameOf(at).orElseThrow();
                flip(machine.hostMemory(), new SystemPhysical(frame.value() + 61L * page));

                LaunchReport report = guest.shutDown();

                assertThat(report.verdict()).as("page %d", page).isEqualTo(LaunchReport.Verdict.GUEST_FAILED);
                assertThat(exits.last).as("page %d", page).isEqualTo(ExitReason.SHUTDOWN);
                assertThat(report.console()).as("page %d", page).isEmpty();
                guest.close();
            }
        }
    }

    @ParameterizedTest(name = "policy {0}, {1} vCPUs, every {2}th entry")
    @CsvSource({"1, 1, 1", "5, 1, 5", "5, 4, 9"})
    void endsAtTheEntryFromWhichOnSevIsCleared(int policy, int vcpus, int step) {
        MachineSpec spec = spec(policy, vcpus);
        int all = entriesOf(spec);

        for (int from = 1; from <= all; from += step) {
            int first = from;
            Entries cleared = new Entries(entries -> entries.clearsSev = entries.count >= first);

            LaunchReport report = run(spec, cleared);

            assertThat(report.verdict()).as("from entry %d on", from).isEqualTo(LaunchReport.Verdict.GUEST_FAILED);
            assertThat(cleared.last).as("from entry %d on", from).isEqualTo(ExitReason.SHUTDOWN);
            // At the first entry the page of the reset vector is not mapped yet.
            assertThat(cleared.count).as("from entry %d on", from).isEqualTo(Math.max(from, 2));
        }
    }

    @ParameterizedTest(name = "page {0} of the image at entry {1}")
    @CsvSource({"63, 1", "63, 2", "0, 20", "17, 40", "5, 45"})
    void endsWhenAPageIsMappedElsewhere(int page, int at) {
        MachineSpec spec = spec(1, 1);
        Machine[] holder = new Machine[1];
        GuestPhysical address = new GuestPhysical(IMAGE + page * (long) Page.SIZE);
        Entries mapping = new Entries(entries -> {
            if (entries.count == at) {
                holder[0].nestedPages(0).remap(address, frame(holder[0], IMAGE + 30L * Page.SIZE));
            }
        });
        try (Machine machine = Machine.of(spec).tap(mapping).assemble()) {
            holder[0] = machine;

            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(report.reason().orElseThrow()).contains("triple fault");
            assertThat(mapping.count).isEqualTo(at);
        }
    }

    @Test
    void goesOnWhenAPageIsMappedBackBeforeTheEntry() {
        MachineSpec spec = spec(1, 1);
        Machine[] holder = new Machine[1];
        GuestPhysical address = new GuestPhysical(IMAGE + 17L * Page.SIZE);
        Entries mapping = new Entries(entries -> {
            NestedMapping pages = holder[0].nestedPages(0);
            pages.remap(address, frame(holder[0], IMAGE));
            pages.restore(address);
        });
        try (Machine machine = Machine.of(spec).tap(mapping).assemble()) {
            holder[0] = machine;

            assertThat(Launch.run(machine, LaunchListener.NONE, Keyboard.NONE).verdict())
                    .isEqualTo(LaunchReport.Verdict.ACCEPTED);
        }
    }

    /** The file in private memory is changed between the check of its hash and LoadImage, then the loaded image. */
    @ParameterizedTest(name = "byte {0} of the kernel, before entry {1} after the check")
    @CsvSource({"0x1010, 1", "0x1010, 2", "0x2FF0, 1", "0x2FF0, 2", "0x0700, 1"})
    void neverRunsAKernelThatChangedAfterItsCheck(String offset, int later) {
        Bytes kernel = EmbeddedKernel.image(Era.FINAL);
        int at = Integer.decode(offset);
        Bytes page = kernel.slice(at & -Page.SIZE, (at & -Page.SIZE) + Page.SIZE);
        Machine[] holder = new Machine[1];
        int[] since = {0};
        Tap host = tapped -> {
            Frame frame = tapped.envelope().map(envelope -> envelope.frame()).orElse(null);
            if (frame instanceof VcpuExit exit && exit.data().toUtf8().contains("kernel matches its measured hash")) {
                since[0] = 1;
            } else if (frame instanceof VcpuEntry entry && since[0] > 0 && since[0]++ == later) {
                changeEveryCopy(holder[0], entry.control().asid(), page, at & Page.SIZE - 1);
            }
            return Verdict.pass();
        };
        try (Machine machine = Machine.of(spec(1, 1)).tap(host).assemble()) {
            holder[0] = machine;

            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(since[0]).isGreaterThan(later);
            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.GUEST_FAILED);
            assertThat(report.console())
                    .contains("kernel matches its measured hash")
                    .doesNotContain("~ #");
        }
    }

    @ParameterizedTest(name = "{0} entries before the end")
    @ValueSource(ints = {1, 5, 12})
    void endsTheRunningKernelWhenItsImageChanges(int before) {
        MachineSpec spec = spec(1, 1);
        int at = entriesOf(spec) - before;
        Bytes page = EmbeddedKernel.image(Era.FINAL).slice(Page.SIZE, 2 * Page.SIZE);
        Machine[] holder = new Machine[1];
        Entries changing = new Entries(entries -> {
            if (entries.count == at) {
                changeEveryCopy(holder[0], asid(holder[0]), page, 0x10);
            }
        });
        try (Machine machine = Machine.of(spec).tap(changing).assemble()) {
            holder[0] = machine;

            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(report.reason().orElseThrow()).contains("triple fault");
            assertThat(changing.count).isEqualTo(at);
        }
    }

    private static int asid(Machine machine) {
        return machine.processor().view().guests().stream()
                .mapToInt(guest -> guest.asid())
                .findFirst()
                .orElseThrow();
    }

    private static SystemPhysical frame(Machine machine, long address) {
        return machine.nestedPages(0).frameOf(new GuestPhysical(address)).orElseThrow();
    }

    /** Flips a ciphertext bit in every frame that holds {@code page} under the guest's key. */
    private static void changeEveryCopy(Machine machine, int asid, Bytes page, int offset) {
        long[] copies = machine.memory()
                .touchedAddresses()
                .filter(frame -> guestReads(machine, asid, frame).equals(page))
                .toArray();
        assertThat(copies).isNotEmpty();
        for (long frame : copies) {
            flip(machine.hostMemory(), new SystemPhysical(frame + offset));
        }
    }

    private static Bytes guestReads(Machine machine, int asid, long frame) {
        byte[] content = new byte[Page.SIZE];
        machine.memory().guestAccess().read(asid, Encryption.ENCRYPTED, frame, content, 0, content.length);
        return Bytes.copyOf(content);
    }
}
