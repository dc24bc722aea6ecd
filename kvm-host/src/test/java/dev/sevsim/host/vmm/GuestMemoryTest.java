package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.BUNDLE;
import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.process.FrameOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class GuestMemoryTest {

    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

    @ParameterizedTest
    @EnumSource(FrameOrder.class)
    void putsTheImageBelowFourGib(FrameOrder order) {
        Bytes image = Vectors.guestOwner("synth-amdsev.fd");
        try (StartedVm vmm = launch.vmm(VmmConfigBuilder.forFirmware(image).frameOrder(order))
                .start()) {
            assertThat(vmm.hostView(new GuestPhysical(0xFFFFF234L))).contains(image.from(image.length() - 4096));
            assertThat(vmm.hostView(new GuestPhysical(0xFFFF0000L))).isEmpty();
        }
    }

    @Test
    void mapsTheSecondFlashUnitBelowTheFirstWithoutMeasuringIt() {
        Bytes image = Vectors.guestOwner("synth-amdsev.fd");
        Bytes nvram = Bytes.ofAscii("variables".repeat(1024)).slice(0, 8192);
        try (StartedVm vmm =
                launch.vmm(VmmConfigBuilder.forFirmware(image).nvram(nvram)).start(BUNDLE)) {
            assertThat(vmm.encryptFirmware()).isEmpty();

            long below = (1L << 32) - image.length() - nvram.length();
            assertThat(vmm.hostView(new GuestPhysical(below))).contains(nvram.slice(0, 4096));
            assertThat(fixture.firmware.measured()).isEqualTo(image);
        }
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> launch.vmm(VmmConfigBuilder.forFirmware(image).nvram(Bytes.zeros(100))))
                .withMessageStartingWith("NVRAM image is 100 bytes");
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
}
