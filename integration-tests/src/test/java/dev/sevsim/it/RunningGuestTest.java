package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.RunningGuest;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The files of a guest that was really launched, through {@code java.nio.file}: docs/reference/guest-kernel.md section
 * 6.
 */
@SevTest(seed = 21)
class RunningGuestTest {
    private static final String DIRECTORY = "/sys/kernel/security/secrets/coco";
    private static final String DISK = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String KATA = "e6f5a162-d67f-4750-a67c-5d065f2a9910";
    private static final Bytes DISK_KEY =
            Bytes.fromHex("00ff10a5 5a33cc96 0102fdfe 8180c3a9 0a0d1b7f".replace(" ", ""));
    private static final Bytes KATA_KEY = Bytes.ofAscii("the owner's very own key material");

    private static MachineSpec.Builder described() {
        return MachineSpec.builder()
                .owner(owner -> owner.secrets(Secrets.of(
                        new SecretTable.Entry(Guid.parse(DISK).orElseThrow(), SecretBytes.of(DISK_KEY)),
                        new SecretTable.Entry(Guid.parse(KATA).orElseThrow(), SecretBytes.of(KATA_KEY)))))
                .seed(21);
    }

    private static MachineSpec spec() {
        return described().build();
    }

    @Test
    void listsAndReadsTheInjectedSecrets(SevSimulator simulator) throws Exception {
        Path coco = simulator.start(spec()).files().getPath(DIRECTORY);

        try (Stream<Path> names = Files.list(coco)) {
            assertThat(names.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(DISK, KATA);
        }
        assertThat(Files.readAllBytes(coco.resolve(DISK))).isEqualTo(DISK_KEY.toArray());
        assertThat(Files.readAllBytes(coco.resolve(KATA))).isEqualTo(KATA_KEY.toArray());
        assertThat(Files.size(coco.resolve(DISK)))
                .as("the size that stat reports")
                .isZero();
    }

    @Test
    void showsTheAttributesThatTheModuleGivesItsFiles(SevSimulator simulator) throws Exception {
        Path file = simulator.start(spec()).files().getPath(DIRECTORY, DISK);

        var attributes = Files.readAttributes(file, "posix:*");

        assertThat(attributes.get("permissions")).isEqualTo(PosixFilePermissions.fromString("r--r-----"));
        assertThat(attributes.get("owner")).hasToString("root");
        assertThat(attributes.get("group")).hasToString("root");
        assertThat(attributes).containsEntry("size", 0L).containsEntry("isRegularFile", true);
        assertThat(Files.readAttributes(file.getParent(), "posix:*"))
                .containsEntry("permissions", PosixFilePermissions.fromString("rwxr-xr-x"))
                .containsEntry("isDirectory", true);
    }

    @Test
    void failsWithTheExceptionsOfARealMount(SevSimulator simulator) {
        Path coco = simulator.start(spec()).files().getPath(DIRECTORY);

        assertThatThrownBy(() -> Files.readAllBytes(coco.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.writeString(coco.resolve("new"), "x")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Files.createDirectory(coco.resolve("new")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("Operation not permitted");
        assertThatThrownBy(() -> Files.move(coco.resolve(DISK), coco.resolve("other")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("Operation not permitted");
        assertThatThrownBy(() -> Files.delete(coco)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void deletingWipesTheSecretInTheGuestsMemory(SevSimulator simulator) throws Exception {
        RunningGuest launch = simulator.start(spec());
        Path file = launch.files().getPath(DIRECTORY, DISK);
        Bytes before = launch.hostView(0x810000).orElseThrow();

        Files.delete(file);

        assertThat(file).doesNotExist();
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(NoSuchFileException.class);
        assertThat(launch.hostView(0x810000).orElseThrow())
                .as("the ciphertext of the page")
                .isNotEqualTo(before);
        assertThat(launch.type("rmmod efi_secret && modprobe efi_secret && ls " + DIRECTORY))
                .contains(KATA)
                .doesNotContain("\n" + DISK);
    }

    @Test
    void hostMemoryHoldsNoSecretUntilTheGuestPrintsIt(SevSimulator simulator) throws Exception {
        RunningGuest launch = simulator.start(spec());

        byte[] read = Files.readAllBytes(launch.files().getPath(DIRECTORY, KATA));
        assertThat(read).isEqualTo(KATA_KEY.toArray());
        assertThat(launch.findInHostMemory(SecretBytes.of(KATA_KEY))).isEmpty();
        assertThat(launch.findInHostMemory(SecretBytes.of(DISK_KEY))).isEmpty();
        assertThat(launch.findInHostMemory(
                        SecretBytes.of(launch.hostView(0x810000).orElseThrow())))
                .as("the search finds what is there")
                .isPresent();

        // Twice, since the prompt overwrites the beginning of the page that output goes through.
        assertThat(launch.type("cat " + DIRECTORY + "/" + KATA + " " + DIRECTORY + "/" + KATA))
                .contains("the owner's very own key material~ # ");
        assertThat(launch.findInHostMemory(SecretBytes.of(KATA_KEY)))
                .as("what is printed goes through the host's hands")
                .isPresent();
        assertThat(launch.findInHostMemory(SecretBytes.of(DISK_KEY))).isEmpty();
    }

    @Test
    void keepsShellAndFilesInOneGuest(SevSimulator simulator) throws Exception {
        RunningGuest launch = simulator.start(spec());

        Files.writeString(launch.files().getPath("/tmp/note"), "from outside\n");

        assertThat(launch.type("cat /tmp/note")).isEqualTo("cat /tmp/note\nfrom outside\n~ # ");
        String unused = launch.type("echo from inside > /tmp/note");
        assertThat(launch.files().getPath("/tmp/note")).hasContent("from inside");
        assertThat(launch.isRunning()).isTrue();
        assertThat(launch.shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(launch.shutDown().console()).contains("reboot: Power down");
    }

    @Test
    void answersNothingOnceTheGuestIsOff(SevSimulator simulator) {
        RunningGuest launch = simulator.start(spec());
        Path root = launch.files().getPath("/");

        String unused = launch.type("poweroff");

        assertThat(launch.isRunning()).isFalse();
        assertThatThrownBy(() -> Files.readAllBytes(root.resolve("proc/version")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> launch.type("ls"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not run any more");
        assertThat(launch.shutDown().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void belongsToTheThreadThatStartedIt(SevSimulator simulator) throws Exception {
        RunningGuest launch = simulator.start(spec());
        FutureTask<String> elsewhere = new FutureTask<>(() -> launch.type("ls"));

        new Thread(elsewhere).start();

        assertThatThrownBy(elsewhere::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(launch.type("pwd")).contains("/\n");
    }

    @Test
    void reportsWhyALaunchIsRefused(SevSimulator simulator) {
        assertThatThrownBy(() -> simulator
                        .expectFirmwareErrors()
                        .start(described()
                                .guest(guest -> guest.policy(new GuestPolicy(0x41)))
                                .build()))
                .isInstanceOfSatisfying(LaunchRefusedException.class, refused -> {
                    assertThat(refused).hasMessageContaining("Policy is not allowed");
                    assertThat(refused.report().verdict()).isEqualTo(Verdict.REFUSED);
                });
    }

    @Test
    void twoGuestsAtOnceShareNothing() throws Exception {
        try (RunningGuest one = Launch.start(spec().withSeed(1));
                RunningGuest other = Launch.start(spec().withSeed(2))) {
            Files.delete(one.files().getPath(DIRECTORY, DISK));
            String unused = one.type("rmmod efi_secret");

            assertThat(other.files().getPath(DIRECTORY, DISK)).hasBinaryContent(DISK_KEY.toArray());
            assertThat(one.type("modprobe efi_secret; ls " + DIRECTORY))
                    .contains(KATA)
                    .doesNotContain(DISK);
            assertThat(one.hostView(0x810000)).isNotEqualTo(other.hostView(0x810000));
            assertThat(one.files().getPath(DIRECTORY, KATA).getFileSystem()).isNotEqualTo(other.files());
        }
    }
}
