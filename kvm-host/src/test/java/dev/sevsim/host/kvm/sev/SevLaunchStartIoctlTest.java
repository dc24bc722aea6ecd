package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevLaunchStartIoctlTest {
    private static final int START = KvmSevCommandId.LAUNCH_START.code();

    private final HostFixture fixture = new HostFixture();

    @Test
    void startsActivatesAndWritesTheHandleBack() {
        int vm = fixture.initialisedVm();
        int sev = fixture.open(DevicePath.DEV_SEV, 0);
        Bytes dh = Bytes.fromHex("d1d2d3");
        Bytes session = Bytes.fromHex("5e55");
        Bytes start = new KvmSevLaunchStart(
                        0,
                        0x01000005,
                        fixture.user(dh).value(),
                        3,
                        fixture.user(session).value(),
                        2)
                .encode();
        HostVirtual data = fixture.user(start);

        assertThat(fixture.encryptOp(vm, START, data.value(), sev)).isEqualTo(Outcome.ok());

        assertThat(fixture.commands()).containsExactly("LAUNCH_START", "ACTIVATE");
        LaunchStart sent = LaunchStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START));
        assertThat(sent.policy()).isEqualTo(0x01000005);
        assertThat(sent.dhCertLength()).isEqualTo(3);
        assertThat(sent.sessionLength()).isEqualTo(2);
        assertThat(sent.dhCertAddress()).isNotZero().isNotEqualTo(sent.sessionAddress());
        assertThat(Activate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE)))
                .isEqualTo(new Activate(1, 100));
        assertThat(fixture.read(data, 40)).isEqualTo(Bytes.concat(Bytes.u32Le(1), start.from(4)));
    }

    @Test
    void passesNoBlobsWhenThereAreNone() {
        int vm = fixture.initialisedVm();
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 77, 0, 88).encode();

        assertThat(fixture.encryptOp(vm, START, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.ok());

        assertThat(LaunchStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START)))
                .isEqualTo(new LaunchStart(0, 1, 0, 0, 0, 0));
    }

    @Test
    void requiresADescriptorOfDevSev() {
        int vm = fixture.initialisedVm();
        long data =
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value();

        assertThat(fixture.encryptOp(vm, START, data, 77))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(fixture.encryptOp(vm, START, data, vm))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void returnsARefusalOfTheFirmware() {
        int vm = fixture.initialisedVm();
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT);
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode();
        HostVirtual data = fixture.user(start);

        assertThat(fixture.encryptOp(vm, START, data.value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.failed(Errno.EIO, 0x0B));
        assertThat(fixture.read(data, 40)).isEqualTo(start);
        assertThat(fixture.commands()).containsExactly("LAUNCH_START");
    }

    @Test
    void decommissionsWhenActivationFails() {
        int vm = fixture.initialisedVm();
        fixture.firmware.answer(CommandId.ACTIVATE, SevStatus.DFFLUSH_REQUIRED);
        fixture.firmware.answer(CommandId.DECOMMISSION, SevStatus.INVALID_GUEST);
        long data =
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value();

        assertThat(fixture.encryptOp(vm, START, data, fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.failed(Errno.EIO, 0x0F));
        assertThat(fixture.commands()).containsExactly("LAUNCH_START", "ACTIVATE", "DECOMMISSION");
        assertThat(Decommission.CODEC.decode(fixture.firmware.lastBuffer(CommandId.DECOMMISSION)))
                .isEqualTo(new Decommission(1));
    }
}
