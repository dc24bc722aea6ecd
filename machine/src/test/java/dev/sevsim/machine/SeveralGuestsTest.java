package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.machine.LaunchReport.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that share one machine, one after the other and at once. */
@Timeout(120)
class SeveralGuestsTest extends MachineFixture {
    private static final Guid NAME = Guid.of("00112233-4455-6677-8899-aabbccddeeff");
    private static final String SECRET_FILE = "/sys/kernel/security/secrets/coco/" + NAME;

    private static MachineSpec withSecret(String secret, Consumer<GuestSpec.Builder> guest) {
        return MachineSpec.builder()
                .guest(guest)
                .owner(owner -> owner.secret(NAME, secret))
                .build();
    }

    private static RunningGuest launched(Machine machine, MachineSpec spec) {
        return machine.newLaunch(spec, LaunchListener.NONE)
                .start()
                .measure()
                .attest()
                .finish();
    }

    @Test
    void bootsGuestsOneAfterTheOther() {
        List<LaunchReport> reports = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            reports.add(Launch.run(machine, LaunchListener.NONE, Keyboard.NONE));
        }

        assertThat(reports).allSatisfy(report -> {
            assertThat(report.reason()).isEmpty();
            assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(report.console().toString()).isNotEmpty();
        });
        assertThat(reports.stream().map(LaunchReport::measurement))
                .as("each launch has keys of its own")
                .doesNotHaveDuplicates();
    }

    @Test
    void bootsAnotherGuestWhereTheFirstWasClosed() {
        long frames = machine.host().freeFrames();
        for (int round = 0; round < 3; round++) {
            try (RunningGuest guest =
                    machine.newLaunch().start().measure().attest().finish()) {
                assertThat(guest.shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
            }
            assertThat(machine.host().asidsInUse()).isZero();
            assertThat(machine.host().freeFrames()).isEqualTo(frames);
        }
    }

    @Test
    void runsTwoGuestsInTurn() throws IOException {
        RunningGuest first = launched(machine, withSecret("of the first guest", guest -> {}));
        RunningGuest second = launched(machine, withSecret("of the second guest", guest -> {}));

        assertThat(first.letRun()).isTrue();
        assertThat(second.letRun()).isTrue();
        assertThat(first.type("cat " + SECRET_FILE)).contains("of the first guest");
        assertThat(second.type("cat " + SECRET_FILE)).contains("of the second guest");
        assertThat(Files.readString(second.files().getPath(SECRET_FILE))).isEqualTo("of the second guest");
        assertThat(Files.readString(first.files().getPath(SECRET_FILE))).isEqualTo("of the first guest");

        first.close();
        assertThat(second.type("echo still here")).contains("still here");
        assertThat(second.shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    /** Both owners are connected before either is asked for its secrets. */
    @Test
    void asksEachOwnerForItsOwnGuest() {
        NewLaunch one = machine.newLaunch(withSecret("of the first guest", guest -> {}), LaunchListener.NONE);
        NewLaunch other = machine.newLaunch(withSecret("of the second guest", guest -> {}), LaunchListener.NONE);
        StartedLaunch first = one.start();
        StartedLaunch second = other.start();

        RunningGuest firstGuest = first.measure().attest().finish();
        RunningGuest secondGuest = second.measure().attest().finish();

        assertThat(firstGuest.type("cat " + SECRET_FILE)).contains("of the first guest");
        assertThat(secondGuest.type("cat " + SECRET_FILE)).contains("of the second guest");
    }

    @Test
    void viewsTheMemoryOfEachGuest() {
        RunningGuest first = launched(machine, withSecret("of the first guest", guest -> {}));
        RunningGuest second = launched(machine, withSecret("of the second guest", guest -> {}));
        long page = first.secretArea().orElseThrow().base();

        assertThat(text(first, page)).contains("of the first guest");
        assertThat(text(second, page)).contains("of the second guest");
        assertThat(first.nestedPages().nestedCr3())
                .isNotEqualTo(second.nestedPages().nestedCr3());
        LaunchReport.HostView view = second.shutDown().hostView().orElseThrow();
        Bytes shown =
                second.hostView(page).orElseThrow().slice(0, view.content().length());
        assertThat(machine.hostMemory()
                        .read(
                                new SystemPhysical(view.systemAddress()),
                                view.content().length()))
                .isEqualTo(shown);
        assertThat(view.systemAddress())
                .isNotEqualTo(first.shutDown().hostView().orElseThrow().systemAddress());
    }

    /** The owner's expectation, the vCPUs and the release are those of the guest that is launched. */
    @Test
    void launchesAGuestUnlikeTheDescribedOne() {
        MachineSpec larger =
                withSecret("of the larger guest", guest -> guest.vcpus(4).sevEs());
        MachineSpec onNaples = MachineSpec.builder()
                .chip(Chip.ofGeneration("naples"))
                .guest(GuestSpec.Builder::sevEs)
                .build();

        assertThat(launched(machine, larger).shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(launched(machine, onNaples).shutDown().verdict())
                .as("expected on the machine's chip")
                .isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void drawsOtherKeysForEachLaunch() {
        List<String> sessions = new ArrayList<>();
        machine.link(Party.OWNER, Party.VMM).tap(frame -> {
            frame.envelope()
                    .map(Envelope::frame)
                    .filter(LaunchBundle.class::isInstance)
                    .ifPresent(bundle -> sessions.add(bundle.toString()));
            return dev.sevsim.bus.Verdict.pass();
        });
        machine.newLaunch().start();
        machine.newLaunch().start();

        assertThat(sessions).hasSize(2);
        assertThat(new HashSet<>(sessions)).hasSize(2);
    }

    @Test
    void refusesToStartALaunchTwice() {
        NewLaunch launch = machine.newLaunch();
        StartedLaunch started = launch.start();

        assertThatThrownBy(launch::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Machine.newLaunch");
        assertThat(started.measure().attest().finish().shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void namesAVmThatDoesNotExist() {
        assertThatThrownBy(() -> machine.nestedPages(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("VM 0: not created");
        machine.newLaunch().start();

        assertThat(machine.nestedPages(0)).isNotNull();
        assertThatThrownBy(() -> machine.nestedPages(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bootsTwoGuestsAtOnceOnThreads() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (Machine threaded = Machine.of(machine.spec()).threads(2).assemble()) {
            List<Future<String>> consoles = new ArrayList<>();
            for (String secret : List.of("of the first guest", "of the second guest")) {
                MachineSpec spec = withSecret(secret, guest -> {});
                consoles.add(callers.submit(() -> {
                    try (RunningGuest guest = launched(threaded, spec)) {
                        String shown = guest.type("cat " + SECRET_FILE);
                        assertThat(guest.shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
                        return shown;
                    }
                }));
            }

            assertThat(consoles.get(0).get()).contains("of the first guest");
            assertThat(consoles.get(1).get()).contains("of the second guest");
        } finally {
            callers.shutdownNow();
        }
    }

    private static String text(RunningGuest guest, long page) {
        return new String(guest.guestView(page, 512).toArray(), StandardCharsets.ISO_8859_1);
    }
}
