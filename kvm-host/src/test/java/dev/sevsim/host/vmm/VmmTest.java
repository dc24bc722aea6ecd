package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static dev.sevsim.host.vmm.LaunchFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.profile.HostProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class VmmTest {
    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

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
    void checksTheEncryptionBit() {
        Vmm otherBit = launch.vmm(amdSev().sev(SevGuestProperties.DEFAULT.withCbitpos(47)));
        refused("sev_common_kvm_init: cbitpos check failed, host '51' requested '47'", otherBit::start);
        Vmm noReduction = launch.vmm(amdSev().sev(SevGuestProperties.DEFAULT.withReducedPhysBits(0)));
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
                () -> launch.vmm(amdSev()).start(new LaunchBundle(0x5, Bytes.EMPTY, Bytes.EMPTY)));
        assertThat(fixture.commands()).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void choosesSevEsByThePolicy() {
        TestProfile ready = HostFixture.milan().withEncryptedState(HostProfile.EncryptedState.ON);
        HostFixture host = new HostFixture(ready, 64L << 20, f -> {});
        VmmConfig config = amdSev().ramBytes(16 << 20).build();
        Vmm vmm = new Vmm(host.vmmLink(), host.process(), ready.profile(), config);
        vmm.start(new LaunchBundle(0x5, Bytes.EMPTY, Bytes.EMPTY)).close();
        assertThat(host.trace)
                .anySatisfy(event -> assertThat(event.fields()).containsEntry("command", "KVM_SEV_ES_INIT"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4095, 8191, (16 << 20) + 4096})
    void refusesImagesThatAreNoFlash(int size) {
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> launch.vmm(VmmConfigBuilder.forFirmware(Bytes.zeros(size))))
                .withMessageStartingWith("OVMF image is ");
    }
}
