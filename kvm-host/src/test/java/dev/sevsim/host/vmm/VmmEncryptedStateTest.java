package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SEV-ES through the VMM. Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.6 and other tools'
 * digests.
 */
class VmmEncryptedStateTest {
    private static final int ES_POLICY = 5;

    private static HostFixture host(KernelProfile kernel, int signature) {
        TestProfile profile = HostFixture.milan()
                .withSignature(signature)
                .withEncryptedState(EncryptedState.ON)
                .withKernel(kernel);
        return new HostFixture(profile, 64L << 20, f -> {}).quiet();
    }

    private static HostFixture milan(KernelProfile kernel) {
        return host(kernel, 0xA00F11);
    }

    private static Vmm vmm(HostFixture on, VmmConfigBuilder config) {
        return new Vmm(
                on.vmmLink(),
                on.process(),
                on.host.profile(),
                config.ramBytes(16 << 20).build());
    }

    private static VmmConfigBuilder image(String name) {
        return VmmConfigBuilder.forFirmware(Vectors.guestOwner(name)).policy(ES_POLICY);
    }

    private static VmmConfigBuilder image(String name, LegacyVmType legacy) {
        return VmmConfigBuilder.forFirmware(Vectors.guestOwner(name)).sev(properties(legacy));
    }

    private static SevGuestProperties properties(LegacyVmType legacy) {
        return SevGuestProperties.DEFAULT.withPolicy(new GuestPolicy(ES_POLICY)).withLegacyVmType(legacy);
    }

    private static MeasuredVm launch(Vmm vmm) {
        return vmm.start().measure(StartedVm.Steps.NONE);
    }

    private static String digest(HostFixture of) {
        Bytes all = of.firmware.measured();
        for (Bytes area : of.firmware.saveAreas()) {
            all = Bytes.concat(all, area);
        }
        return Vectors.sha256(all);
    }

    @Test
    void measuresTheSaveAreasAfterEverythingElse() {
        HostFixture host = milan(KernelProfile.LINUX_6_1);
        launch(vmm(host, image("synth-amdsev.fd").vcpus(3))).finish().close();

        assertThat(host.commands())
                .containsExactly(
                        "PLATFORM_STATUS",
                        "LAUNCH_START",
                        "ACTIVATE",
                        "LAUNCH_UPDATE_DATA",
                        "LAUNCH_UPDATE_VMSA",
                        "LAUNCH_UPDATE_VMSA",
                        "LAUNCH_UPDATE_VMSA",
                        "LAUNCH_MEASURE",
                        "LAUNCH_MEASURE",
                        "LAUNCH_FINISH",
                        "WBINVD 0",
                        "WBINVD 1",
                        "DEACTIVATE",
                        "DECOMMISSION");
    }

    /** Typed VMs: sev-snp-measure --mode seves. VMs without a type: virt-qemu-sev-validate with a CPU's numbers. */
    @ParameterizedTest(name = "{0}, {1} vCPUs, kernel {2}, legacy {3}")
    @CsvSource({
        "synth-amdsev.fd, 1, NONE, OFF, f9139ddb1a2720ba0641d22d7bf56f8f94889c4f6c5a38905398f11ce8d04736",
        "synth-amdsev.fd, 2, NONE, OFF, 48f39cb2b789eb5b519b72a224072043a40bf429392e9140c83aa152a69ac7fc",
        "synth-amdsev.fd, 4, NONE, OFF, e73cdc0c76df6b6c7753948f1dc1759de68e694d69153f61b7e308e2e283d90d",
        "synth-amdsev.fd, 2, GIVEN, OFF, 8adf94f6235e5e5336bc0c7502a6520b676d79100b17609ead74d043ed07991f",
        "synth-nomd.fd, 2, NONE, OFF, 0ac706395ff993ae8dff8b303409d5b1cab57c747025cf6f3368fb92f7ffa778",
        "synth-amdsev.fd, 2, NONE, ON, 9c50893e7d929e43d00b16b50af48f614965237eb86542997e0a90a8f768e875",
        "synth-amdsev.fd, 2, GIVEN, AUTO, b244860585b10a22336c59716f3798c30238e8d0488afc9d32b76c13aec6aebc",
    })
    void measuresWhatTheOwnersToolsExpect(
            String image, int vcpus, String kernel, LegacyVmType legacy, String expected) {
        HostFixture host = milan(legacy == LegacyVmType.OFF ? KernelProfile.NEWEST : KernelProfile.LINUX_6_1);
        VmmConfigBuilder config = image(image, legacy).vcpus(vcpus);
        if (kernel.equals("GIVEN")) {
            config.directBoot(new DirectBoot(
                    Vectors.guestOwner("synth-kernel.bin"),
                    Optional.of(Vectors.guestOwner("synth-initrd.bin")),
                    Optional.of("console=ttyS0")));
        }
        launch(vmm(host, config)).close();

        assertThat(digest(host)).isEqualTo(expected);
    }

    /** Known answers of docs/reference/kvm-host.md section 5.4, for a first-generation processor. */
    @ParameterizedTest(name = "legacy {0} on kernel {1}")
    @CsvSource({
        "OFF, NEWEST, 8295cef559b57130391d59605890ef93297720b48bef9a8c3c985b9c3fb0788c,"
                + " 7ff723da33f39dedbe8336bb697e0a2f76471690074d5902e1a8177cd5312c95",
        "ON, NEWEST, 30a76bd1aa5adf81f02832d38c21e31b073cf0663dd2337455db2a3c210666af,"
                + " 3d1cd8f98c320cb09405dae226a8bd6e18d8bfc0b4babda508c10963a6f3df19",
        "AUTO, LINUX_6_1, 30a76bd1aa5adf81f02832d38c21e31b073cf0663dd2337455db2a3c210666af,"
                + " 3d1cd8f98c320cb09405dae226a8bd6e18d8bfc0b4babda508c10963a6f3df19",
    })
    void buildsTheSaveAreasOfTheReference(LegacyVmType legacy, KernelProfile kernel, String boot, String other) {
        HostFixture host = host(kernel, 0x800F12);
        launch(vmm(host, image("synth-amdsev.fd", legacy).vcpus(4))).close();

        assertThat(host.firmware.saveAreas().stream().map(Vectors::sha256)).containsExactly(boot, other, other, other);
    }

    @Test
    void leavesASevGuestWithoutSaveAreas() {
        HostFixture host = milan(KernelProfile.NEWEST);
        launch(vmm(host, image("synth-amdsev.fd", LegacyVmType.OFF).policy(1).vcpus(2)))
                .close();

        assertThat(host.commands()).doesNotContain("LAUNCH_UPDATE_VMSA");
        assertThat(ioctls(host)).contains("KVM_SEV_INIT2").doesNotContain("KVM_SEV_INIT", "KVM_SEV_ES_INIT");
    }

    @ParameterizedTest(name = "legacy {0}")
    @EnumSource(LegacyVmType.class)
    void choosesTheInitOfTheVmsType(LegacyVmType legacy) {
        HostFixture host = milan(KernelProfile.NEWEST);
        vmm(host, image("synth-amdsev.fd", legacy)).start().close();

        assertThat(ioctls(host)).contains(legacy == LegacyVmType.OFF ? "KVM_SEV_INIT2" : "KVM_SEV_ES_INIT");
        assertThat(ioctls(host)).doesNotContain(legacy == LegacyVmType.OFF ? "KVM_SEV_ES_INIT" : "KVM_SEV_INIT2");
    }

    private static List<String> ioctls(HostFixture of) {
        return of.trace.stream()
                .filter(e -> e.kind().equals("kvm.ioctl") && e.fields().containsKey("command"))
                .map(VmmEncryptedStateTest::command)
                .toList();
    }

    private static String command(TraceEvent event) {
        return String.valueOf(event.fields().get("command"));
    }

    @Test
    void cannotMakeATypedVmOnAnOlderKernel() {
        HostFixture host = milan(KernelProfile.LINUX_6_1);
        Vmm vmm = vmm(host, image("synth-amdsev.fd", LegacyVmType.OFF));
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(vmm::start)
                .withMessage("ioctl(KVM_CREATE_VM) failed: 22 Invalid argument");
        assertThat(host.commands()).isEmpty();
    }

    @Test
    void requiresAPlatformThatIsSetUpForIt() {
        HostFixture plain = new HostFixture().quiet();
        Vmm vmm = vmm(plain, image("synth-amdsev.fd"));
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(vmm::start)
                .withMessage(
                        "sev_common_kvm_init: guest policy requires SEV-ES, but host SEV-ES support" + " unavailable");
        assertThat(plain.commands()).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void requiresAResetAddress() {
        refusesImage(withResetAddress(0), "SEV-ES reset address is zero");
        refusesImage(
                withoutTable(Bytes.EMPTY), "SEV information block/Firmware GUID Table block not found in pflash rom");
    }

    private void refusesImage(Bytes image, String message) {
        HostFixture host = milan(KernelProfile.LINUX_6_1);
        VmmConfigBuilder config =
                VmmConfigBuilder.forFirmware(image).policy(ES_POLICY).vcpus(2);
        try (StartedVm vm = vmm(host, config).start()) {
            assertThatExceptionOfType(VmmException.class)
                    .isThrownBy(vm::encryptFirmware)
                    .withMessage(message);
        }
        assertThat(host.commands()).doesNotContain("LAUNCH_UPDATE_DATA");
    }

    @Test
    void findsTheResetAddressBesideAGuidAlone() {
        HostFixture host = milan(KernelProfile.NEWEST);
        Bytes block = Bytes.concat(Bytes.u32Le(0x0080B004), Bytes.of(22, 0), OvmfTableGuid.SEV_ES_RESET_BLOCK.toWire());
        VmmConfigBuilder config = VmmConfigBuilder.forFirmware(withoutTable(block))
                .sev(properties(LegacyVmType.OFF))
                .vcpus(2);
        launch(vmm(host, config)).close();

        assertThat(host.firmware.saveAreas())
                .containsExactly(
                        Vectors.read("vmsa/vmsa-seves-qemu-milan-0.bin"),
                        Vectors.read("vmsa/vmsa-seves-qemu-milan-1.bin"));
    }

    /** A page of zeros with {@code block} before its last 32 bytes. */
    private static Bytes withoutTable(Bytes block) {
        return Bytes.concat(Bytes.zeros(4096 - 32 - block.length()), block, Bytes.zeros(32));
    }

    private static Bytes withResetAddress(int address) {
        byte[] image = Vectors.guestOwner("synth-amdsev.fd").toArray();
        byte[] guid = OvmfTableGuid.SEV_ES_RESET_BLOCK.toWire().toArray();
        int at = image.length - 4096;
        while (!Bytes.copyOf(image, at, guid.length).equals(Bytes.copyOf(guid))) {
            at++;
        }
        System.arraycopy(Bytes.u32Le(address).toArray(), 0, image, at - 6, 4);
        return Bytes.copyOf(image);
    }

    @Test
    void showsTheStatusOfARefusedSaveArea() {
        HostFixture host = milan(KernelProfile.LINUX_6_1);
        host.firmware.answer(CommandId.LAUNCH_UPDATE_VMSA, SevStatus.SUCCESS, SevStatus.INVALID_GUEST_STATE);
        try (StartedVm vm = vmm(host, image("synth-amdsev.fd").vcpus(3)).start()) {
            assertThatExceptionOfType(VmmException.class)
                    .isThrownBy(() -> vm.measure(StartedVm.Steps.NONE))
                    .withMessage("sev_launch_update_vmsa: LAUNCH_UPDATE_VMSA ret=-5 fw_error=2 'Guest state is"
                            + " invalid'");
        }
        assertThat(host.commands().stream().filter("LAUNCH_UPDATE_VMSA"::equals))
                .hasSize(2);
        assertThat(host.host.asidsInUse()).isZero();
    }

    @Test
    void opensTheConfiguredDevice() {
        HostFixture host = milan(KernelProfile.LINUX_6_1);
        Vmm vmm = vmm(host, image("synth-amdsev.fd").sev(SevGuestProperties.DEFAULT.withSevDevice("/dev/sev1")));
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(vmm::start)
                .withMessage("Could not open '/dev/sev1': No such file or directory");
        assertThat(host.commands()).isEmpty();
    }
}
