package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.bus.tap.FaultInjector;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.vmm.VmmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a malicious host, a tap or an owner can do to an assembled machine. */
class MachineTest {
    private static final long SECRET_PAGE = 0x810000;

    private static MachineSpec.Builder described() {
        return MachineSpec.builder().seed(1);
    }

    private static MachineSpec spec() {
        return described().build();
    }

    @Test
    void givesTapsTheFramesOfEveryLink() {
        List<TappedFrame> all = new ArrayList<>();
        List<TappedFrame> ofOneLink = new ArrayList<>();
        Machine.Assembly assembly = Machine.of(spec()).tap(frame -> {
            all.add(frame);
            return Verdict.pass();
        });
        try (Machine machine = assembly.assemble()) {
            machine.link(Party.OWNER, Party.VMM).tap(frame -> {
                ofOneLink.add(frame);
                return Verdict.pass();
            });

            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        }
        assertThat(all)
                .extracting(TappedFrame::to)
                .contains(Party.OWNER, Party.VMM, Party.HOST, Party.PSP, Party.GUEST);
        assertThat(ofOneLink).isNotEmpty().allMatch(frame -> frame.from() == Party.OWNER || frame.to() == Party.OWNER);
    }

    @Test
    void refusesLinksThatDoNotExist() {
        try (Machine machine = Machine.assemble(spec())) {
            assertThatThrownBy(() -> machine.link(Party.OWNER, Party.PSP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("owner-vmm, vmm-host, host-psp or host-guest");
        }
    }

    @Test
    void losesACommandThatATapDrops() {
        FaultInjector lossy = new FaultInjector(List.of(Rule.first(
                FaultInjector.mailboxCommand(CommandId.LAUNCH_MEASURE).and(FaultInjector.ofKind(EnvelopeKind.REQUEST)),
                Verdict.drop())));
        try (Machine machine = Machine.of(spec()).tap(lossy).assemble()) {
            StartedLaunch started = machine.newLaunch().start();

            assertThatThrownBy(started::measure).isInstanceOf(VmmException.class);
        }
    }

    @Test
    void injectsTheDescribedFaults() {
        Fault met = Fault.parse("LAUNCH_SECRET:1:corrupt=4");
        Fault missed = Fault.parse("SHUTDOWN:1:drop");
        List<String> recorded = new ArrayList<>();
        MachineSpec faulty = described()
                .host(HostSpec.builder().fault(met).fault(missed).build())
                .build();
        Trace trace = new Trace() {
            @Override
            public void record(TraceEvent event) {
                if (event.kind().equals("fault")) {
                    recorded.add(event.fields().get("fault") + " " + event.from() + " " + event.to());
                }
            }
        };
        try (Machine machine = Machine.of(faulty).trace(trace).assemble()) {
            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
            assertThat(machine.pendingFaults()).containsExactly(missed);
        }
        assertThat(recorded).containsExactly("LAUNCH_SECRET:1:corrupt=4 host psp");
    }

    @Test
    void turnsAWriteOfTheHostIntoGarbageForTheGuest() {
        try (Machine machine = Machine.assemble(spec())) {
            RunningGuest guest = booted(machine);
            Bytes before = guest.guestView(SECRET_PAGE, 64);
            long frame = machine.nestedPages(0)
                    .frameOf(new GuestPhysical(SECRET_PAGE))
                    .orElseThrow()
                    .value();
            byte[] plain = new byte[16];

            machine.hostMemory().write(frame, plain, 0, plain.length);

            Bytes after = guest.guestView(SECRET_PAGE, 64);
            assertThat(after.slice(0, 16)).isNotEqualTo(before.slice(0, 16)).isNotEqualTo(Bytes.copyOf(plain));
            assertThat(after.slice(16, 64)).as("other blocks").isEqualTo(before.slice(16, 64));
            assertThat(guest.type("rmmod efi_secret; modprobe efi_secret; ls /sys/kernel/security/secrets/coco"))
                    .contains("cannot access '/sys/kernel/security/secrets/coco'");
        }
    }

    @Test
    void givesTheGuestGarbageWhenItsPageIsRemapped() {
        try (Machine machine = Machine.assemble(spec())) {
            RunningGuest guest = booted(machine);
            GuestPhysical page = new GuestPhysical(SECRET_PAGE);
            GuestPhysical other = new GuestPhysical(SECRET_PAGE + 0x1000);
            Bytes before = guest.guestView(SECRET_PAGE, 16);
            SystemPhysical own = machine.nestedPages(0).frameOf(page).orElseThrow();
            SystemPhysical target = machine.nestedPages(0).frameOf(other).orElseThrow();

            machine.nestedPages(0).remap(page, target);
            assertThat(machine.nestedPages(0).frameOf(page)).contains(target);
            assertThat(guest.guestView(SECRET_PAGE, 16)).isNotEqualTo(before);

            machine.nestedPages(0).restore(page);
            assertThat(machine.nestedPages(0).frameOf(page)).contains(own);
            assertThat(guest.guestView(SECRET_PAGE, 16)).isEqualTo(before);
        }
    }

    /** Copied ciphertext decrypts to garbage at another address, since the tweak is of the system physical address. */
    @Test
    void givesTheGuestGarbageForMovedCiphertext() {
        try (Machine machine = Machine.assemble(spec())) {
            RunningGuest guest = booted(machine);
            Bytes secret = guest.guestView(SECRET_PAGE, 64);
            byte[] ciphertext =
                    guest.hostView(SECRET_PAGE).orElseThrow().slice(0, 64).toArray();
            long target = machine.nestedPages(0)
                    .frameOf(new GuestPhysical(SECRET_PAGE + 0x1000))
                    .orElseThrow()
                    .value();

            machine.hostMemory().write(target, ciphertext, 0, ciphertext.length);

            assertThat(guest.guestView(SECRET_PAGE + 0x1000, 64)).isNotEqualTo(secret);
        }
    }

    /** Every published firmware has a digest without place (CVE-2021-26311), and owners expect it. */
    @Test
    void givesTheChipTheFlawThatIsChosen() {
        Chip repaired = Chip.MILAN.without(FirmwareFlaw.DIGEST_WITHOUT_PLACE);

        LaunchReport published = Launch.run(spec());
        LaunchReport other = Launch.run(described().chip(repaired).build());

        assertThat(published.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(other.verdict())
                .as("the owner computes the digest of published firmware")
                .isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(other.measurement()).isPresent().isNotEqualTo(published.measurement());
    }

    @Test
    void launchesSeveralGuestsOnOneHost() {
        try (Machine machine = Machine.assemble(spec())) {
            MachineSpec other =
                    described().guest(guest -> guest.policy(new GuestPolicy(5))).build();
            RunningGuest first = machine.newLaunch().start().measure().attest().finish();
            RunningGuest second = machine.newLaunch(other, LaunchListener.NONE)
                    .start()
                    .measure()
                    .attest()
                    .finish();

            assertThat(first.sevInfo().handle()).isNotEqualTo(second.sevInfo().handle());
            assertThat(machine.processor().view().guests()).hasSize(2);
        }
    }

    @Test
    void repeatsARunByteForByte() {
        LaunchReport one = Launch.run(spec());
        LaunchReport again = Launch.run(spec());
        LaunchReport other = Launch.run(spec().withSeed(2));

        assertThat(again).isEqualTo(one);
        assertThat(other.measurement()).isNotEqualTo(one.measurement());
    }

    private static RunningGuest booted(Machine machine) {
        RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
        assertThat(guest.letRun()).isTrue();
        return guest;
    }
}
