package dev.sevsim.psp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.psp.view.GuestView;
import java.lang.reflect.Method;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random sequences of all commands: no secret that the firmware holds at any time shows in the trace or in anything's text. */
class SecrecyOfEveryCommandTest {
    private static final int SEQUENCES = 8;
    private static final int STEPS = 1200;
    private static final int STEPS_BETWEEN_HUNTS = 4;
    private static final int STEPS_BETWEEN_PRINTS = 100;

    /** Of docs/reference/sev-firmware-api.md section 9.2: what exists only while a session is opened. */
    private static final Map<String, Bytes> IN_PASSING = Map.of(
            "Z", WorkedExample.Z,
            "M", Bytes.fromHex("9abd2b2a6bff9b7531879e5052dcab6a"),
            "KEK", Bytes.fromHex("2a43cf09fd37dffab277f35254587907"),
            "KIK", Bytes.fromHex("7926659f4773386bc681831e8210ae19"));

    private final StringBuilder shown = new StringBuilder();
    private final Set<CommandId> completed = EnumSet.noneOf(CommandId.class);
    private final SecretHunt hunt = new SecretHunt();
    private final Set<String> plaintexts = new LinkedHashSet<>();

    @Test
    void showsNoSecret() throws Exception {
        for (long seed = 1; seed <= SEQUENCES; seed++) {
            run(seed);
        }
        for (GuestState state : EnumSet.range(GuestState.LUPDATE, GuestState.SENT)) {
            runIn(state);
        }

        Set<CommandId> all = EnumSet.complementOf(EnumSet.of(CommandId.DOWNLOAD_FIRMWARE));
        assertThat(completed).containsAll(all);
        Map<String, String> secrets = hunt.found();
        assertThat(secrets.values())
                .contains(
                        "Guest.vek",
                        "TransportKeys.tek",
                        "TransportKeys.tik",
                        "SwapKey.key",
                        "EcKeyPair.scalar",
                        "CEK");
        IN_PASSING.forEach((name, secret) -> assertHidden(secret.toHex(), name));
        secrets.forEach(this::assertHidden);
        plaintexts.forEach(plaintext -> assertHidden(plaintext, "plaintext of a secret"));
    }

    @Test
    void wouldNoticeASecret() throws Exception {
        try (StateTableMachine machine =
                new StateTableMachine(this::show).initialised().withGuest(GuestState.LUPDATE)) {
            hunt.searchIn(machine.inner().inner().processor);
        }
        String vek = hunt.found().entrySet().stream()
                .filter(entry -> entry.getValue().equals("Guest.vek"))
                .findAny()
                .orElseThrow()
                .getKey();
        assertHidden(vek, "VEK");

        shown.append("key ").append(vek);

        assertThatThrownBy(() -> assertHidden(vek, "VEK")).isInstanceOf(AssertionError.class);
    }

    private void run(long seed) throws Exception {
        FirmwareMachine machine = new FirmwareMachine(this::show);
        try (Trial trial = new Trial(machine)) {
            Generator generator = new Generator(trial.world, new SplittableRandom(seed));
            for (int step = 0; step < STEPS; step++) {
                Step next = generator.next();
                trial.run(next);
                if (next instanceof Step.Seal) {
                    plaintexts.add(trial.lastPlaintext().toHex());
                }
                if (step % STEPS_BETWEEN_HUNTS == 0) {
                    hunt.searchIn(machine.inner().processor);
                }
                if (step % STEPS_BETWEEN_PRINTS == 0) {
                    print(machine.inner());
                }
            }
            hunt(machine.inner());
        }
    }

    /** What sequences reach seldom: every packet of a migration. */
    private void runIn(GuestState state) throws Exception {
        try (StateTableMachine machine =
                new StateTableMachine(this::show).initialised().withGuest(state)) {
            machine.run(CommandId.RECEIVE_UPDATE_DATA);
            machine.run(CommandId.RECEIVE_UPDATE_VMSA);
            hunt.searchIn(machine.inner().inner().processor);
            print(machine.inner().inner());
        }
    }

    private void show(TraceEvent event) {
        shown.append(event).append(event.raw().map(Bytes::toHex).orElse("")).append('\n');
        event.outcome()
                .filter(SevStatus.SUCCESS.name()::equals)
                .ifPresent(unused -> completed.add(
                        CommandId.valueOf(String.valueOf(event.fields().get("command")))));
    }

    /** The identity in flash, and the chip's own key, which is derived whenever it is needed. */
    private void hunt(TestMachine machine) throws Exception {
        PlatformIdentity identity = machine.processor.identity().orElse(WorkedExample.identity());
        hunt.searchIn(identity);
        Method derive = ChipSecret.class.getDeclaredMethod("deriveCek");
        derive.setAccessible(true);
        Object cek = derive.invoke(identity.chip());
        Method scalar = cek.getClass().getDeclaredMethod("scalar");
        scalar.setAccessible(true);
        hunt.remember("CEK", (SecretBytes) scalar.invoke(cek));
    }

    private void print(TestMachine machine) {
        List.<Object>of(machine.processor, machine.processor.view(), machine.platform())
                .forEach(shown::append);
        machine.processor
                .identity()
                .ifPresent(identity -> List.of(
                                identity,
                                identity.chip(),
                                identity.pdh(),
                                identity.pek(),
                                identity.encode(),
                                identity.oca())
                        .forEach(shown::append));
        for (GuestView view : machine.processor.view().guests()) {
            var guest = machine.guest(view.handle());
            List.of(
                            guest,
                            guest.vek(),
                            guest.transportKeys(),
                            guest.transportKeys().tik(),
                            guest.swapKey())
                    .forEach(shown::append);
        }
    }

    /** In hexadecimal or base64, whole or shortened. */
    private void assertHidden(String hex, String where) {
        Bytes start = Bytes.fromHex(hex).slice(0, 15);
        assertThat(shown.indexOf(start.toHex())).as(where).isNegative();
        assertThat(shown.indexOf(Base64.getEncoder().encodeToString(start.toArray())))
                .as(where)
                .isNegative();
    }
}
