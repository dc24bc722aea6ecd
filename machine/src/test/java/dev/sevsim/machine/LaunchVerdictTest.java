package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the guest's part: docs/reference/ovmf-guest.md sections 9 to 14; docs/eras.md for the kernels. */
class LaunchVerdictTest {
    private static final Guid OTHER = Guid.of("e6f5a162-d67f-4750-a67c-5d065f2a9910");
    private static final String NO_CONFIGURATION = "Failed to find any grub configuration on the encrypted volume";

    private static LaunchReport launch(UnaryOperator<MachineSpec.Builder> change) {
        return Launch.run(change.apply(MachineSpec.builder().seed(1)).build());
    }

    private static LaunchReport guest(UnaryOperator<GuestSpec.Builder> change) {
        return launch(spec -> spec.guest(change.apply(GuestSpec.builder())));
    }

    private static void assertVerdict(LaunchReport report, Verdict verdict, String reason) {
        assertThat(report.verdict()).as(report.console()).isEqualTo(verdict);
        assertThat(report.refusal().map(Refusal::by)).contains(Refusal.By.GUEST);
        assertThat(report.reason()).hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void acceptsAMeasuredKernelThatShowsAllSecrets(Era era) {
        LaunchReport report = guest(guest -> guest.era(era));

        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(report.refusal()).isEmpty();
    }

    @Test
    void reportsAKernelWithoutHashesAsNotRun() {
        LaunchReport report = guest(guest -> guest.kernelHashes(KernelHashing.OFF));

        assertVerdict(report, Verdict.KERNEL_NOT_RUN, "kernel-hashes=off");
        assertThat(report.console()).contains(NO_CONFIGURATION).doesNotContain("Linux version");
    }

    @Test
    void reportsAKernelThatIsNoEfiImageAsNotRun() {
        byte[] notPe = EmbeddedKernel.image().toArray();
        notPe[0] = 0;

        LaunchReport report = guest(guest -> guest.kernel(Bytes.copyOf(notPe)));

        assertVerdict(report, Verdict.KERNEL_NOT_RUN, "never ran; see the last lines of the guest's console");
        assertThat(report.console()).contains("kernel matches its measured hash", NO_CONFIGURATION);
    }

    /** The plain disk holds a kernel, which AmdSev's GRUB does not boot. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsNothingToBootOnAPlainDiskAndWaitsBeforeTheReset(boolean encryptedState) {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .guest(guest -> {
                    guest.firmware(AmdSevImage.standard());
                    if (encryptedState) {
                        guest.sevEs();
                    }
                })
                .build();
        try (Machine machine = Machine.assemble(spec)) {
            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertVerdict(report, Verdict.NOTHING_BOOTED, "give --kernel or --encrypted-disk");
            assertThat(report.console()).endsWith(NO_CONFIGURATION + "\n");
            assertThat(machine.clock().elapsedNanos())
                    .isEqualTo(Duration.ofSeconds(5).toNanos());
        }
    }

    /** With S3 the secret's page lies in a small block, which a real kernel used again in 8 of 8 boots. */
    @ParameterizedTest
    @CsvSource({
        "202108, false, SECRETS_NOT_ARRIVED",
        "202111, false, SECRETS_NOT_ARRIVED",
        "202111, true, ACCEPTED",
        "202202, false, ACCEPTED",
    })
    void losesSecretsThatLieInASmallBlockOfUsableMemory(String tag, boolean encryptedState, Verdict verdict) {
        LaunchReport report =
                guest(guest -> (encryptedState ? guest.sevEs() : guest).firmwareRelease(OvmfRelease.ofTag(tag)));

        assertThat(report.verdict()).as(report.console()).isEqualTo(verdict);
    }

    /** Before 202108 no kernel comes from fw_cfg. */
    @Test
    void findsNothingToBootWithAReleaseThatOnlyHasGrub() {
        LaunchReport report = guest(guest -> guest.firmwareRelease(OvmfRelease.ofTag("202105")));

        assertVerdict(report, Verdict.NOTHING_BOOTED, "GRUB boots from an unlocked encrypted volume only");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acceptsAKernelFromTheDiskThatALaunchSecretUnlocks(boolean encryptedState) {
        LaunchReport report =
                guest(guest -> encryptedState ? guest.encryptedDisk().sevEs() : guest.encryptedDisk());

        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(report.secrets())
                .extracting(LaunchReport.InjectedSecret::guid)
                .containsExactly(SecretTable.DISK_PASSPHRASE);
        assertThat(report.console())
                .contains("~ # cat /proc/cmdline", "EFI secret area is corrupted")
                .doesNotContain("No such file");
    }

    @Test
    void reportsADiskThatStaysLocked() {
        LaunchReport report =
                launch(spec -> spec.guest(GuestSpec.Builder::encryptedDisk).owner(OwnerSpec.Builder::noSecrets));

        assertVerdict(report, Verdict.DISK_LOCKED, SecretTable.DISK_PASSPHRASE.toString());
    }

    @Test
    void reportsASecretBesideTheDisksPassphraseAsLost() {
        LaunchReport report = launch(spec -> spec.guest(GuestSpec.Builder::encryptedDisk)
                .owner(owner ->
                        owner.secret(SecretTable.DISK_PASSPHRASE, "sample\0").secret(OTHER, "beside it")));

        assertVerdict(report, Verdict.SECRETS_NOT_ARRIVED, OTHER + ". GRUB has wiped the disk passphrase");
    }

    @Test
    void reportsAModuleThatIsNotLoadedByHand() {
        LaunchReport report = guest(guest -> guest.era(Era.V2).run("id"));

        assertVerdict(report, Verdict.SECRETS_NOT_ARRIVED, "Module sev_secret of this kernel is loaded by hand");
    }

    /** The host overwrites the first block of the page after the injection. */
    @Test
    void namesTheSecretsThatTheHostHasDestroyed() {
        try (Machine machine = Machine.assemble(MachineSpec.builder().seed(1).build())) {
            RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
            long frame = guest.nestedPages()
                    .frameOf(new GuestPhysical(0x81_0000))
                    .orElseThrow()
                    .value();
            machine.hostMemory().write(frame, new byte[16], 0, 16);

            LaunchReport report = guest.shutDown();

            assertVerdict(report, Verdict.SECRETS_NOT_ARRIVED, "see dmesg in the guest");
            assertThat(report.reason().orElseThrow())
                    .contains(DefaultSecrets.entries().stream()
                            .map(entry -> entry.guid().toString())
                            .toList());
        }
    }

    @Test
    void comparesAReadyMadeTableByItsNames() {
        Bytes table = Bytes.concat(
                SecretTable.HEADER.toWire(),
                Bytes.u32Le(20 + 27 + 29),
                entry(SecretTable.DISK_PASSPHRASE, "sample\0"),
                entry(OTHER, "beside it"));

        LaunchReport report = launch(spec -> spec.guest(GuestSpec.Builder::encryptedDisk)
                .owner(owner -> owner.secrets(new OwnerSpec.Secrets(List.of(), Optional.of(table)))));

        assertVerdict(report, Verdict.SECRETS_NOT_ARRIVED, "not shown by the guest's kernel: " + OTHER);
    }

    private static Bytes entry(Guid name, String content) {
        return Bytes.concat(name.toWire(), Bytes.u32Le(20 + content.length()), Bytes.ofAscii(content));
    }

    @Test
    void reportsAReadyMadeTableThatIsNotTaken() {
        Bytes corrupt = Bytes.concat(SecretTable.HEADER.toWire(), Bytes.u32Le(40), Bytes.zeros(20));

        LaunchReport report = launch(spec -> spec.owner(
                owner -> owner.secrets(new OwnerSpec.Secrets(List.of(), Optional.of(corrupt.paddedTo(48))))));

        assertVerdict(report, Verdict.SECRETS_NOT_ARRIVED, "the injected secrets");
    }

    /** Once its secret block has another name, an image is a build that verifies no kernel. */
    @ParameterizedTest
    @CsvSource({"OFF, UNMEASURED_BOOT", "ON, ACCEPTED"})
    void reportsAKernelThatIsNotInTheDigest(KernelHashing hashing, Verdict verdict) {
        LaunchReport report = launch(spec -> spec.owner(OwnerSpec.Builder::noSecrets)
                .guest(guest -> guest.firmware(withoutSecretBlock())
                        .kernel(EmbeddedKernel.image())
                        .kernelHashes(hashing)));

        assertThat(report.console()).contains("uname -r\n6.1.0-sevsim");
        assertThat(report.verdict()).isEqualTo(verdict);
    }

    /** Linux reads 2048 characters of its command line at most; the line that the owner has measured begins with them. */
    @ParameterizedTest
    @ValueSource(ints = {2033, 2034, 2046, 2047, 5000})
    void acceptsACommandLineThatTheKernelCuts(int length) {
        LaunchReport report = launch(spec -> spec.guest(guest ->
                guest.kernel(EmbeddedKernel.image()).append("a".repeat(length)).run("cat /proc/cmdline")));

        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(report.console()).contains("a".repeat(Math.min(length, 2000)));
    }

    /** The owner expects the image alone and has no keys to refuse; the host passes a kernel of its own. */
    @Test
    void doesNotTakeTheHostsKernelForTheOwners() {
        OwnerSpec.Copies own = new OwnerSpec.Copies(
                Optional.empty(),
                Optional.of(Bytes.ofAscii("the owner's kernel")),
                Optional.empty(),
                Optional.empty(),
                false);
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .owner(owner -> owner.noSecrets().expect(own))
                .build();
        try (Machine machine = Machine.assemble(spec)) {
            RunningGuest guest = machine.newLaunch().start().measure().finish();

            assertVerdict(guest.shutDown(), Verdict.UNMEASURED_BOOT, "not in the launch digest");
        }
    }

    @Test
    void reportsAGuestThatFails() {
        try (Machine machine = Machine.assemble(MachineSpec.builder().seed(1).build())) {
            RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
            GuestPhysical elsewhere = new GuestPhysical(0x10_0000);
            guest.nestedPages()
                    .remap(
                            new GuestPhysical(0xFFFF_F000L),
                            guest.nestedPages().frameOf(elsewhere).orElseThrow());

            assertVerdict(guest.shutDown(), Verdict.GUEST_FAILED, "triple fault");
        }
    }

    @Test
    void namesVerdictsAsTheyAreDocumented() {
        assertThat(Verdict.values())
                .extracting(Verdict::text)
                .containsExactly(
                        "accepted",
                        "unattested",
                        "refused",
                        "kernel-not-run",
                        "unmeasured-boot",
                        "nothing-booted",
                        "disk-locked",
                        "secrets-not-arrived",
                        "guest-failed");
    }

    private static Bytes withoutSecretBlock() {
        byte[] image = AmdSevImage.standard().toArray();
        String guid = latin1(OvmfTableGuid.SECRET_BLOCK.toWire().toArray());
        image[latin1(image).indexOf(guid)] ^= 1;
        return Bytes.copyOf(image);
    }

    private static String latin1(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }
}
