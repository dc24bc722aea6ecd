package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdateData;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedFirmware;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.profile.HostProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.2, 5.4, 5.7 and 8. */
class VmmLaunchTest {
    private static final LaunchBundle BUNDLE = new LaunchBundle(0x01000001, Bytes.zeros(0x824), Bytes.zeros(0x80));
    private static final LaunchSecretPacket PACKET = new LaunchSecretPacket(Bytes.zeros(0x34), Bytes.zeros(64));

    private final HostFixture fixture = new HostFixture().quiet();

    private Vmm vmm(VmmConfig.Builder config) {
        return new Vmm(
                fixture.vmmLink(),
                fixture.process(),
                fixture.host.profile(),
                config.ramBytes(16 << 20).build());
    }

    private static VmmConfig.Builder amdSev() {
        return VmmConfig.forFirmware(Vectors.guestOwner("synth-amdsev.fd"));
    }

    private static VmmConfig.Builder withKernel(String image) {
        return VmmConfig.forFirmware(Vectors.guestOwner(image))
                .directBoot(new DirectBoot(
                        Vectors.guestOwner("synth-kernel.bin"),
                        Optional.of(Vectors.guestOwner("synth-initrd.bin")),
                        Optional.of("console=ttyS0")));
    }

    private static DirectBoot kernelAlone(Bytes kernel) {
        return new DirectBoot(kernel, Optional.empty(), Optional.empty());
    }

    @Test
    void makesTheFirmwareCallsOfAPlainLaunchInOrder() {
        try (StartedVm started = vmm(withKernel("synth-amdsev.fd")).start(BUNDLE)) {
            MeasuredVm measured = started.measure(StartedVm.Steps.NONE);
            measured.inject(PACKET, Optional.empty());
            RunningVm running = measured.finish();

            assertThat(measured.measurement())
                    .isEqualTo(new LaunchMeasurement(ScriptedFirmware.MEASUREMENT, 1, 55, 24, 0x01000001));
            assertThat(running.state()).isEqualTo(SevState.RUNNING);
        }

        assertThat(fixture.commands())
                .containsExactly(
                        "PLATFORM_STATUS",
                        "LAUNCH_START",
                        "ACTIVATE",
                        "LAUNCH_UPDATE_DATA",
                        "LAUNCH_UPDATE_DATA",
                        "LAUNCH_MEASURE",
                        "LAUNCH_MEASURE",
                        "LAUNCH_SECRET",
                        "LAUNCH_FINISH",
                        "WBINVD 0",
                        "WBINVD 1",
                        "DEACTIVATE",
                        "DECOMMISSION");
        LaunchStart start =
                LaunchStart.CODEC.decode(fixture.firmware.calls().get(1).buffer());
        assertThat(start.policy()).isEqualTo(0x01000001);
        assertThat(start.dhCertLength()).isEqualTo(0x824);
        assertThat(start.sessionLength()).isEqualTo(0x80);
        LaunchSecret secret = LaunchSecret.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_SECRET));
        assertThat(secret.guestAddress() & 0xFFF).isZero();
        assertThat(secret.guestLength()).isEqualTo(64);
    }

    /** Digests: sev-snp-measure --mode sev with the image, and where a kernel is named the kernel, initrd and append. */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "synth-amdsev.fd, NO_KERNEL, CONTIGUOUS, 862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4",
        "synth-amdsev.fd, KERNEL, CONTIGUOUS, 6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77",
        "synth-amdsev.fd, KERNEL, SCATTERED, 6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77",
        "synth-nomd.fd, KERNEL, CONTIGUOUS, 56bfed2602820e043b909300c73be159456804f3d24112043cb84ad1085c3f50",
        "synth-nomd.fd, NO_KERNEL, SCATTERED, 6e7f05ce00792156718a41f826ca0acd44d80f450193e66cb6c8e9599810a518",
        "synth-x64.fd, NO_KERNEL, CONTIGUOUS, cc517a8f3b1b0ba0e100dd9223adcbbd4d216815063f43cd810040a9b2541c93",
    })
    void measuresExactlyTheBytesThatTheOwnersToolHashes(String image, String kernel, FrameOrder order, String digest) {
        VmmConfig.Builder config =
                kernel.equals("KERNEL") ? withKernel(image) : VmmConfig.forFirmware(Vectors.guestOwner(image));
        try (StartedVm vm = vmm(config.frameOrder(order)).start()) {
            vm.encryptContents(StartedVm.Steps.NONE);
        }

        assertThat(sha256(fixture.firmware.measured())).isEqualTo(digest);
    }

    /** Known answer of docs/reference/kvm-host.md section 5.4: kernel, initrd and command line all empty. */
    @Test
    void placesAndMeasuresOnlyTheTableAtTheAreaOfTheImage() {
        try (StartedVm vm = vmm(amdSev().directBoot(kernelAlone(Bytes.EMPTY))).start()) {
            assertThat(vm.addKernelHashes()).isTrue();

            Bytes page = vm.hostView(new GuestPhysical(0x810000)).orElseThrow();
            assertThat(sha256(page.slice(0xC00, 0xC00 + 176)))
                    .isEqualTo("6e725681a17ae9f186635cbc1be742508b61e0e550918894f1a5363ac86b5a1a");
            assertThat(page.slice(0, 0xC00).isAllZero()).isTrue();
            assertThat(page.from(0xC00 + 176).isAllZero()).isTrue();
        }
        LaunchUpdateData update =
                LaunchUpdateData.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_DATA));
        assertThat(update.length()).isEqualTo(176);
        assertThat(update.address() & 0xFFF).isEqualTo(0xC00);
    }

    @Test
    void addsNoHashesWhenTheyAreOff() {
        SevGuestProperties off = SevGuestProperties.DEFAULT.withKernelHashes(KernelHashing.OFF);
        try (StartedVm vm = vmm(withKernel("synth-x64.fd").sev(off)).start()) {
            assertThat(vm.addKernelHashes()).isFalse();
        }

        assertThat(fixture.firmware.measured().isEmpty()).isTrue();
    }

    @Test
    void refusesHashesForAnImageWhoseAreaIsEmpty() {
        try (StartedVm vm = vmm(withKernel("synth-x64.fd")).start()) {
            refused("SEV: guest firmware hashes table area is invalid (base=0x0 size=0x0)", vm::addKernelHashes);
        }
    }

    @Test
    void refusesHashesForAnImageWithoutATable() {
        VmmConfig.Builder config = VmmConfig.forFirmware(Bytes.zeros(8192)).directBoot(kernelAlone(Bytes.of(1)));
        try (StartedVm vm = vmm(config).start()) {
            refused("SEV: kernel specified but guest firmware has no hashes table GUID", vm::addKernelHashes);
        }
    }

    @Test
    void refusesHashesBeyondTheMemory() {
        VmmConfig config = withKernel("synth-amdsev.fd").ramBytes(4 << 20).build();
        Vmm vmm = new Vmm(fixture.vmmLink(), fixture.process(), fixture.host.profile(), config);
        try (StartedVm vm = vmm.start()) {
            refused("SEV: cannot map hashes table guest memory area", vm::addKernelHashes);
        }
    }

    @Test
    void exportsTheCertificatesWithoutAVm() {
        assertThat(vmm(amdSev()).platformCertificates())
                .isEqualTo(new PlatformCertificates(ScriptedFirmware.PDH, ScriptedFirmware.CHAIN, Bytes.EMPTY));
        assertThat(fixture.commands()).containsExactly("PDH_CERT_EXPORT", "PDH_CERT_EXPORT");
    }

    @Test
    void reportsAFailingExport() {
        fixture.firmware.answer(CommandId.PDH_CERT_EXPORT, SevStatus.INVALID_PLATFORM_STATE);

        refused(
                "SEV: Failed to export PDH cert ret=-1 fw_err=1 (Platform state is invalid)",
                () -> vmm(amdSev()).platformCertificates());
    }

    @Test
    void reportsARefusedSession() {
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT);
        Vmm vmm = vmm(amdSev());
        VmmException e =
                refused("sev_launch_start: LAUNCH_START ret=1 fw_error=11 'Bad measurement'", () -> vmm.start(BUNDLE));
        assertThat(e.errno()).contains(Errno.EIO);
        assertThat(e.firmwareStatus()).hasValue(0x0B);
        assertThat(fixture.host.asidsInUse()).isZero();
    }

    @Test
    void reportsFailuresOfTheLaterSteps() {
        try (StartedVm vm = vmm(amdSev()).start()) {
            fixture.firmware.answer(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_ADDRESS);
            refused("sev_launch_update_data: LAUNCH_UPDATE ret=-5 fw_error=9 'Invalid address'", vm::encryptFirmware);
            fixture.firmware.answer(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE);
            refused(
                    "sev_launch_get_measure: LAUNCH_MEASURE ret=-5 fw_error=2 'Guest state is invalid'",
                    vm::fetchMeasurement);
            fixture.firmware.answer(CommandId.LAUNCH_FINISH, SevStatus.INVALID_GUEST_STATE);
            refused("sev_launch_finish: LAUNCH_FINISH ret=-5 fw_error=2 'Guest state is invalid'", vm::finishLaunch);
            assertThat(vm.state()).isEqualTo(SevState.LAUNCH_UPDATE);
        }
    }

    @Test
    void reportsThatNoAsidIsLeft() {
        HostFixture small = new HostFixture(HostFixture.milan().withAsids(1, 1), 128L << 20, f -> {});
        VmmConfig config = amdSev().ramBytes(16 << 20).build();
        Vmm second = new Vmm(small.vmmLink(), small.process(), small.host.profile(), config);
        try (StartedVm first = new Vmm(small.vmmLink(), small.process(), small.host.profile(), config).start()) {
            assertThat(first.state()).isEqualTo(SevState.LAUNCH_UPDATE);

            VmmException e = refused("sev_common_kvm_init: failed to initialize ret=-16 fw_error=0 ''", second::start);
            assertThat(e.errno()).contains(Errno.EBUSY);
            assertThat(e.firmwareStatus()).isEmpty();
        }
    }

    @Test
    void reportsMemoryThatMayNotBeLocked() {
        HostFixture limited = new HostFixture(HostFixture.milan().withMemoryLockLimit(1 << 20), 64L << 20, f -> {});
        VmmConfig config = amdSev().ramBytes(16 << 20).build();
        Vmm vmm = new Vmm(limited.vmmLink(), limited.process(), limited.host.profile(), config);
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(vmm::start)
                .withMessageMatching("sev_ram_block_added: failed to register region "
                        + "\\(0x7f[0-9a-f]+\\+0x1000000\\) error 'Cannot allocate memory'");
        assertThat(limited.host.asidsInUse()).isZero();
    }

    @Test
    void checksTheEncryptionBit() {
        Vmm otherBit = vmm(amdSev().sev(SevGuestProperties.DEFAULT.withCbitpos(47)));
        refused("sev_common_kvm_init: cbitpos check failed, host '51' requested '47'", otherBit::start);
        Vmm noReduction = vmm(amdSev().sev(SevGuestProperties.DEFAULT.withReducedPhysBits(0)));
        refused(
                "sev_common_kvm_init: reduced_phys_bits check failed, it should be in the range of 1 to 63,"
                        + " requested '0'",
                noReduction::start);
        assertThat(fixture.commands()).isEmpty();
    }

    @Test
    void refusesAnEncryptedStatePolicyThatThePlatformIsNotSetUpFor() {
        refused(
                "sev_common_kvm_init: guest policy requires SEV-ES, but host SEV-ES support unavailable",
                () -> vmm(amdSev()).start(new LaunchBundle(0x5, Bytes.EMPTY, Bytes.EMPTY)));
        assertThat(fixture.commands()).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void asksForAnEncryptedStateVmWhenThePolicyDoes() {
        HostProfile ready = HostFixture.milan().withEncryptedState(HostProfile.EncryptedState.ON);
        HostFixture host = new HostFixture(ready, 64L << 20, f -> {});
        VmmConfig config = amdSev().ramBytes(16 << 20).build();
        Vmm vmm = new Vmm(host.vmmLink(), host.process(), ready, config);
        vmm.start(new LaunchBundle(0x5, Bytes.EMPTY, Bytes.EMPTY)).close();
        assertThat(host.trace)
                .anySatisfy(event -> assertThat(event.fields()).containsEntry("command", "KVM_SEV_ES_INIT"));
    }

    @Test
    void refusesToInjectBeforeMeasuringAndAfterFinishing() {
        try (StartedVm vm = vmm(amdSev()).start()) {
            refused("SEV: Not in correct state. (LSECRET) 1", () -> vm.injectSecret(PACKET, Optional.empty()));
            RunningVm running = vm.fetchMeasurement().finish();
            refused("SEV: Not in correct state. (LSECRET) 3", () -> running.injectSecret(PACKET, Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"synth-x64.fd", "none"})
    void refusesToInjectWithoutASecretArea(String image) {
        Bytes firmware = image.equals("none") ? Bytes.zeros(4096) : Vectors.guestOwner(image);
        try (MeasuredVm vmm = vmm(VmmConfig.forFirmware(firmware)).start().fetchMeasurement()) {
            refused(
                    "SEV: no secret area found in OVMF, gpa must be specified.",
                    () -> vmm.inject(PACKET, Optional.empty()));

            vmm.inject(PACKET, Optional.of(new GuestPhysical(0x5000)));
        }
        assertThat(fixture.commands()).contains("LAUNCH_SECRET");
    }

    @Test
    void reportsWhatIsWrongWithAPacket() {
        try (MeasuredVm vmm = vmm(amdSev()).start().fetchMeasurement()) {
            Optional<GuestPhysical> unmapped = Optional.of(new GuestPhysical(0x2000000));
            refused(
                    "SEV: Failed to decode sequence header",
                    () -> vmm.inject(new LaunchSecretPacket(Bytes.EMPTY, Bytes.zeros(16)), Optional.empty()));
            refused(
                    "SEV: Failed to decode data",
                    () -> vmm.inject(new LaunchSecretPacket(Bytes.zeros(0x34), Bytes.EMPTY), Optional.empty()));
            refused(
                    "SEV: Failed to calculate guest address: No memory is mapped at address 0x2000000",
                    () -> vmm.inject(PACKET, unmapped));
            fixture.firmware.answer(CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT);
            refused(
                    "SEV: failed to inject secret ret=-5 fw_error=11 'Bad measurement'",
                    () -> vmm.inject(PACKET, Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4095, 8191, (16 << 20) + 4096})
    void refusesImagesThatAreNoFlash(int size) {
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> vmm(VmmConfig.forFirmware(Bytes.zeros(size))))
                .withMessageStartingWith("firmware image is ");
    }

    @ParameterizedTest
    @EnumSource(FrameOrder.class)
    void putsTheImageBelowFourGib(FrameOrder order) {
        Bytes image = Vectors.guestOwner("synth-amdsev.fd");
        try (StartedVm vmm = vmm(VmmConfig.forFirmware(image).frameOrder(order)).start()) {
            assertThat(vmm.hostView(new GuestPhysical(0xFFFFF234L))).contains(image.from(image.length() - 4096));
            assertThat(vmm.hostView(new GuestPhysical(0xFFFF0000L))).isEmpty();
        }
    }

    @Test
    void mapsTheSecondFlashUnitBelowTheFirstWithoutMeasuringIt() {
        Bytes image = Vectors.guestOwner("synth-amdsev.fd");
        Bytes nvram = Bytes.ofAscii("variables".repeat(1024)).slice(0, 8192);
        try (StartedVm vmm = vmm(VmmConfig.forFirmware(image).nvram(nvram)).start(BUNDLE)) {
            assertThat(vmm.encryptFirmware()).isEmpty();

            long below = (1L << 32) - image.length() - nvram.length();
            assertThat(vmm.hostView(new GuestPhysical(below))).contains(nvram.slice(0, 4096));
            assertThat(fixture.firmware.measured()).isEqualTo(image);
        }
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> vmm(VmmConfig.forFirmware(image).nvram(Bytes.zeros(100))))
                .withMessageStartingWith("NVRAM image is 100 bytes");
    }

    @Test
    void sharesTheKeyOfTheGuestThatIsNamedAndShowsTheNewHandle() {
        Vmm vmm = vmm(amdSev().sev(SevGuestProperties.DEFAULT.withHandle(0x77)));
        try (StartedVm first = vmm.start(BUNDLE)) {
            assertThat(LaunchStart.CODEC
                            .decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START))
                            .handle())
                    .isEqualTo(0x77);
            assertThat(first.sevInfo()).isEqualTo(new SevInfo(true, 1, 55, 24, SevState.LAUNCH_UPDATE, 0x01000001, 1));
        }
    }

    @Test
    void keepsTheMeasurementWhileTheGuestRuns() {
        try (StartedVm started = vmm(amdSev()).start(BUNDLE)) {
            assertThat(started.launchMeasurement()).isEmpty();
            RunningVm running = started.fetchMeasurement().finish();

            assertThat(running.launchMeasurement()).contains(ScriptedFirmware.MEASUREMENT);
        }
    }

    @Test
    void touchesOnlyTheMemoryThatIsUsed() {
        HostFixture big = new HostFixture(HostFixture.milan(), 1L << 30, f -> {});
        VmmConfig config = amdSev().ramBytes(512 << 20).build();
        Vmm vmm = new Vmm(big.vmmLink(), big.process(), big.host.profile(), config);
        try (StartedVm vm = vmm.start(BUNDLE)) {
            assertThat(vm.encryptFirmware()).isEmpty();
            assertThat(big.memory.touchedPages()).isLessThan(64);
        }
    }

    private static VmmException refused(String text, Runnable step) {
        VmmException[] caught = new VmmException[1];
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> {
                    try {
                        step.run();
                    } catch (VmmException e) {
                        caught[0] = e;
                        throw e;
                    }
                })
                .withMessage(text);
        return caught[0];
    }

    private static String sha256(Bytes content) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()))
                    .toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
