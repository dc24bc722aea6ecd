package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.MeasuredLaunch;
import dev.sevsim.machine.NewLaunch;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.GuestOwnerSettings;
import dev.sevsim.owner.KnownSecret;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.owner.VmmFlavour;
import dev.sevsim.psp.view.GuestView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many owners attest many guests, some with encrypted state, of one host and its one Secure Processor at the same time.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.7, 2.10, 2.11, 3.2 and 3.3.
 */
class ParallelLaunchTest {
    private static final int GUESTS = 200;
    private static final int GUESTS_AFTERWARDS = 50;
    private static final int ES_EVERY = 3;
    private static final int ES_VCPUS = 2;
    private static final long RAM = 16L << 20;

    private final Bytes firmware = image();
    private final ExpectedLaunch plain = ExpectedLaunch.ofFirmware(firmware);
    private final ExpectedLaunch encryptedState =
            plain.withVcpus(ExpectedVcpus.of(ES_VCPUS, new CpuSignature(0x00A0_0F11), VmmFlavour.QEMU_LEGACY));
    private final ExecutorService threads = Executors.newFixedThreadPool(48);

    /** A guest whose launch is finished. */
    private record Launched(int number, RunningGuest vmm) {}

    private static Bytes image() {
        try {
            return Bytes.copyOf(Files.readAllBytes(Sevsim.vector("fw/synth-amdsev.fd")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void givesEveryGuestItsOwnSecretAndKeepsNothing() throws Exception {
        try (SharedHost shared = new SharedHost(6L << 30)) {
            long frames = shared.host().freeFrames();
            List<Launched> first = all(GUESTS, number -> launch(shared, number));

            assertThat(shared.host().asidsInUse()).isEqualTo(GUESTS);
            assertThat(shared.processor().view().guests()).hasSize(GUESTS);
            assertThat(shared.host().pinnedPages()).isEqualTo(GUESTS * (RAM + firmware.length()) / 4096);
            first.forEach(guest -> assertReadsItsSecret(shared, guest));

            Collections.shuffle(first, new Random(11));
            all(GUESTS / 2, number -> close(first.get(number)));
            // The ASIDs of SEV-ES run dry, so that they are recycled while other guests run, start and go.
            List<Future<Launched>> second = submit(GUESTS_AFTERWARDS, number -> launch(shared, GUESTS + number));
            all(GUESTS / 2, number -> close(first.get(GUESTS / 2 + number)));
            for (Launched guest : results(second)) {
                assertReadsItsSecret(shared, guest);
                close(guest);
            }

            assertThat(shared.host().asidsInUse()).isZero();
            assertThat(shared.processor().view().guests()).isEmpty();
            assertThat(shared.processor().view().state()).isEqualTo(PlatformState.INIT);
            assertThat(shared.host().pinnedPages()).isZero();
            assertThat(shared.host().freeFrames()).isEqualTo(frames);
            assertThat(shared.mostCommandsAtOnce()).isEqualTo(1);
            int all = GUESTS + GUESTS_AFTERWARDS;
            for (CommandId once : List.of(
                    CommandId.LAUNCH_START,
                    CommandId.ACTIVATE,
                    CommandId.LAUNCH_SECRET,
                    CommandId.LAUNCH_FINISH,
                    CommandId.DEACTIVATE,
                    CommandId.DECOMMISSION)) {
                assertThat(shared.count(once)).as("%s", once).isEqualTo(all);
            }
            assertThat(shared.count(CommandId.DF_FLUSH))
                    .as("at init, and for recycling")
                    .isGreaterThan(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private Launched launch(SharedHost shared, int number) {
        boolean es = hasEncryptedState(number);
        GuestPolicy policy = new GuestPolicy(es ? 5 : 1);
        MachineSpec guest = MachineSpec.builder()
                .guest(described -> described
                        .firmware(firmware)
                        .guestMemory(RAM)
                        .vcpus(es ? ES_VCPUS : 1)
                        .policy(policy))
                .build();
        GuestOwner owner = owner(shared, number, policy, es ? encryptedState : plain);
        NewLaunch launch = shared.machine().newLaunch(guest, LaunchListener.NONE);
        LaunchBundle bundle = (LaunchBundle) owner.handle(launch.certificates()).orElseThrow();
        MeasuredLaunch measured = launch.start(bundle).measure();
        LaunchSecretPacket packet =
                (LaunchSecretPacket) owner.handle(measured.measurement()).orElseThrow();
        return new Launched(number, measured.inject(packet).finish());
    }

    private static boolean hasEncryptedState(int number) {
        return number >= GUESTS || number % ES_EVERY == 0;
    }

    private static GuestOwner owner(SharedHost shared, int number, GuestPolicy policy, ExpectedLaunch expected) {
        GuestOwnerSettings settings = GuestOwnerSettings.of(
                        TrustedRoots.ofCertificates(shared.amd().ark().encode()), policy, expected)
                .withSignedCek(
                        shared.amd().sign(shared.processor().cekCertificate()).encode())
                .withSecrets(SecretPackage.ofSecrets(List.of(new SecretTable.Entry(
                        KnownSecret.LUKS_KEY.guid(), SecretBytes.of(Bytes.ofAscii(secret(number)))))));
        return new GuestOwner(settings, SeededRandom.of(number));
    }

    private static String secret(int number) {
        return "secret of guest " + number + ";";
    }

    /** Through the key that the guest's ASID names, which may run now. */
    private static void assertReadsItsSecret(SharedHost shared, Launched guest) {
        int handle = guest.vmm().sevInfo().handle();
        int asid = shared.processor().view().guests().stream()
                .filter(g -> g.handle() == handle)
                .mapToInt(GuestView::asid)
                .findFirst()
                .orElseThrow();
        byte[] seen = new byte[128];
        shared.memory().guestAccess().read(asid, Encryption.ENCRYPTED, shared.secretPage(handle), seen, 0, seen.length);
        assertThat(new String(seen, StandardCharsets.ISO_8859_1)).contains(secret(guest.number()));
        assertThat(shared.memory().guestAccess().mayRun(asid)).isTrue();
        assertThat(asid < 100).as("ASID of a guest with encrypted state").isEqualTo(hasEncryptedState(guest.number()));
    }

    private static Launched close(Launched guest) {
        guest.vmm().close();
        return guest;
    }

    private List<Launched> all(int count, Step step) throws Exception {
        return results(submit(count, step));
    }

    private List<Future<Launched>> submit(int count, Step step) {
        List<Future<Launched>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Callable<Launched> task = () -> step.on(number);
            running.add(threads.submit(task));
        }
        return running;
    }

    private static List<Launched> results(List<Future<Launched>> running) throws Exception {
        List<Launched> results = new ArrayList<>();
        for (Future<Launched> one : running) {
            results.add(one.get());
        }
        return results;
    }

    @FunctionalInterface
    private interface Step {
        Launched on(int number);
    }
}
