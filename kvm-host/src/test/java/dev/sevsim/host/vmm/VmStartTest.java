package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.BUNDLE;
import static dev.sevsim.host.vmm.LaunchFixture.PACKET;
import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static dev.sevsim.host.vmm.LaunchFixture.refused;
import static dev.sevsim.host.vmm.LaunchFixture.withKernel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedFirmware;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class VmStartTest {

    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

    @Test
    void makesTheFirmwareCallsOfAPlainLaunchInOrder() {
        try (StartedVm started = launch.vmm(withKernel("synth-amdsev.fd")).start(BUNDLE)) {
            MeasuredVm measured = started.measure(StartedVm.Steps.NONE);
            measured.inject(PACKET, Optional.empty());
            RunningVm running = measured.finish();

            assertThat(measured.measurement())
                    .isEqualTo(new LaunchMeasurement(ScriptedFirmware.MEASUREMENT, 1, 55, 24, 0x01000001));
            assertThat(running.state()).isEqualTo(SevState.RUNNING);
        }

        assertThat(String.join(", ", fixture.commands()))
                .isEqualTo("PLATFORM_STATUS, LAUNCH_START, ACTIVATE, LAUNCH_UPDATE_DATA, LAUNCH_UPDATE_DATA, "
                        + "LAUNCH_MEASURE, LAUNCH_MEASURE, LAUNCH_SECRET, LAUNCH_FINISH, WBINVD 0, WBINVD 1, "
                        + "DEACTIVATE, DECOMMISSION");
        LaunchStart start =
                LaunchStart.CODEC.decode(fixture.firmware.calls().get(1).buffer());
        assertThat(start.policy()).isEqualTo(0x01000001);
        assertThat(start.dhCertLength()).isEqualTo(0x824);
        assertThat(start.sessionLength()).isEqualTo(0x80);
        LaunchSecret secret = LaunchSecret.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_SECRET));
        assertThat(secret.guestAddress() & 0xFFF).isZero();
        assertThat(secret.guestLength()).isEqualTo(64);
    }

    @Test
    void reportsARefusedSession() {
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT);
        Vmm vmm = launch.vmm(amdSev());
        VmmException e =
                refused("sev_launch_start: LAUNCH_START ret=1 fw_error=11 'Bad measurement'", () -> vmm.start(BUNDLE));
        assertThat(e.errno()).contains(Errno.EIO);
        assertThat(e.firmwareStatus()).hasValue(0x0B);
        assertThat(fixture.host.asidsInUse()).isZero();
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
    void reportsMemoryThatTheHostDoesNotHave() {
        VmmConfig config = amdSev().ramBytes(128L << 20).build();
        Vmm vmm = new Vmm(fixture.vmmLink(), fixture.process(), fixture.host.profile(), config);

        VmmException e = refused("cannot set up guest memory 'pc.ram': Cannot allocate memory", vmm::start);

        assertThat(e.errno()).contains(Errno.ENOMEM);
        assertThat(String.join(", ", fixture.commands()))
                .isEqualTo("PLATFORM_STATUS, LAUNCH_START, ACTIVATE, WBINVD 0, WBINVD 1, DEACTIVATE, DECOMMISSION");
        assertThat(fixture.host.asidsInUse()).isZero();
    }

    /** As an ELF kernel of a unikernel: QEMU takes the kernel after LAUNCH_START. */
    @Test
    void reportsAKernelThatItCannotLoad() {
        byte[] elf = new byte[4096];
        ByteBuffer.wrap(elf)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1})
                .putShort(18, (short) 62)
                .putInt(128, 0x1BAD_B002)
                .putInt(136, 0xE452_4FFE);
        DirectBoot files = new DirectBoot(Bytes.copyOf(elf), Optional.empty(), Optional.empty());
        Vmm vmm = launch.vmm(amdSev().directBoot(files));

        VmmException e = refused("Cannot load x86-64 image, give a 32bit one.", () -> vmm.start(BUNDLE));

        assertThat(e.errno()).isEmpty();
        assertThat(fixture.host.asidsInUse()).isZero();
    }

    @Test
    void sharesTheKeyOfTheGuestThatIsNamedAndShowsTheNewHandle() {
        Vmm vmm = launch.vmm(amdSev().sev(SevGuestProperties.DEFAULT.withHandle(0x77)));
        try (StartedVm first = vmm.start(BUNDLE)) {
            assertThat(LaunchStart.CODEC
                            .decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START))
                            .handle())
                    .isEqualTo(0x77);
            assertThat(first.sevInfo()).isEqualTo(new SevInfo(true, 1, 55, 24, SevState.LAUNCH_UPDATE, 0x01000001, 1));
        }
    }
}
