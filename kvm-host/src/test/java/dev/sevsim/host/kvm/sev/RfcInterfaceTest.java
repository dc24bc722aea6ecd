package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.RfcSevCommandId;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md section 7. */
class RfcInterfaceTest {
    private HostFixture fixture = host(HostFixture.milan().withAsids(1, 2));
    private int sev = fixture.open(DevicePath.DEV_SEV, 2);

    private static HostFixture host(TestProfile profile) {
        return new HostFixture(profile.withKernel(KernelProfile.RFC_V2), 64L << 20, f -> {}).quiet();
    }

    private Outcome op(int vm, int id, Bytes structure) {
        HostVirtual header =
                fixture.user(new KvmSevCmd(id, fixture.user(structure).value(), HostFixture.UNTOUCHED, sev).encode());
        long value = fixture.ioctl(vm, 0xC008AEB8, header.value());
        return new Outcome(
                value, KvmSevCmd.CODEC.decode(fixture.read(header, 24)).error());
    }

    private Outcome start(int vm) {
        return op(vm, RfcSevCommandId.LAUNCH_START.code(), new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode());
    }

    @Test
    void startsALaunchWithoutInitAndFlushesFirst() {
        int vm = fixture.createVm();

        assertThat(start(vm)).isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("WBINVD 0", "WBINVD 1", "DF_FLUSH", "LAUNCH_START", "ACTIVATE");
        assertThat(Activate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE)))
                .isEqualTo(new Activate(1, 1));
    }

    @Test
    void hasNoIoctlOfLaterInterfaces() {
        int vm = fixture.createVm();

        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_OP, 0)).isEqualTo(-Errno.ENOTTY.code());
        assertThat(fixture.ioctl(vm, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, 0)).isEqualTo(-Errno.ENOTTY.code());
        assertThat(fixture.ioctl(vm, 0xC008AEB8, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 8, 9, 13, -1})
    void refusesSubCommandsThatAreOnlyDeclared(int id) {
        assertThat(op(fixture.createVm(), id, Bytes.zeros(64)))
                .isEqualTo(Outcome.failed(Errno.ENOTTY, HostFixture.UNTOUCHED));
    }

    @Test
    void issuesOneCommandForEachPage() {
        int vm = fixture.createVm();
        HostVirtual pages = fixture.process().memory().map(0x4000);
        Bytes update = new KvmSevLaunchUpdateData(pages.value() + 0x800, 0x2000).encode();

        assertThat(op(vm, 1, update)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        start(vm);
        fixture.quiet();
        assertThat(op(vm, 1, update)).isEqualTo(Outcome.ok());

        assertThat(fixture.commands())
                .containsExactly("LAUNCH_UPDATE_DATA", "LAUNCH_UPDATE_DATA", "LAUNCH_UPDATE_DATA");
    }

    @Test
    void debugsThroughAWholePageAndNoFurther() {
        int vm = fixture.createVm();
        start(vm);
        HostVirtual from = fixture.process().memory().map(0x2000);
        HostVirtual to = fixture.process().memory().map(0x2000);
        fixture.process().memory().write(from.plus(5), Bytes.fromHex("010203"));
        fixture.quiet();

        assertThat(op(vm, 11, new KvmSevDebug(from.value() + 5, to.value() + 9, 3).encode()))
                .isEqualTo(Outcome.ok());
        assertThat(fixture.read(to, 13))
                .isEqualTo(Bytes.concat(Bytes.zeros(9), Bytes.fromHex("010203"), Bytes.zeros(1)));
        assertThat(fixture.commands()).containsExactly("DBG_DECRYPT");
        assertThat(op(vm, 12, new KvmSevDebug(from.value() + 0xFFF, to.value(), 2).encode()))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void usesAnAsidAgainAtOnce() {
        int first = fixture.createVm();
        start(first);
        fixture.quiet();
        fixture.close(first);
        assertThat(fixture.log)
                .containsExactly(
                        "WBINVD 0", "WBINVD 1", "DEACTIVATE", "DECOMMISSION", "WBINVD 0", "WBINVD 1", "DF_FLUSH");

        for (int asid = 1; asid <= 2; asid++) {
            assertThat(start(fixture.createVm())).isEqualTo(Outcome.ok());
            assertThat(Activate.CODEC
                            .decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE))
                            .asid())
                    .isEqualTo(asid);
        }
        assertThat(start(fixture.createVm())).isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
    }

    @Test
    void releasesTheAsidWhenTheLaunchFails() {
        int vm = fixture.createVm();
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.POLICY_FAILURE);

        assertThat(start(vm)).isEqualTo(Outcome.failed(Errno.EIO, 7));
        assertThat(fixture.host.asidsInUse()).isZero();
        assertThat(start(vm)).isEqualTo(Outcome.ok());
    }

    @Test
    void pinsWithoutALimit() {
        fixture = host(HostFixture.milan().withMemoryLockLimit(0));
        sev = fixture.open(DevicePath.DEV_SEV, 2);
        int vm = fixture.createVm();
        start(vm);
        HostVirtual pages = fixture.process().memory().map(0x2000);

        assertThat(op(vm, 1, new KvmSevLaunchUpdateData(pages.value(), 0x2000).encode()))
                .isEqualTo(Outcome.ok());
    }
}
