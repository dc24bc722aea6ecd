package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.OpenFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.8, 2.10 and 2.11. */
class SevVmTest {
    private final HostFixture fixture =
            new HostFixture(HostFixture.milan().withAsids(1, 3), 64L << 20, f -> {}).quiet();

    private int asidOfNewLaunch(int vm) {
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode();
        assertThat(fixture.encryptOp(vm, 2, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.ok());
        return Activate.CODEC
                .decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE))
                .asid();
    }

    private long init(int vm) {
        return fixture.encryptOp(vm, 0, 0, 0).value();
    }

    @Test
    void recyclesAsidsOnlyWhenTheyAreExhausted() {
        int[] vms = new int[3];
        for (int i = 0; i < 3; i++) {
            vms[i] = fixture.createVm();
            assertThat(init(vms[i])).isZero();
            assertThat(asidOfNewLaunch(vms[i])).isEqualTo(i + 1);
        }
        int fourth = fixture.createVm();
        fixture.quiet();
        assertThat(init(fourth)).isEqualTo(-Errno.EBUSY.code());
        assertThat(fixture.log).isEmpty();

        fixture.close(vms[1]);
        assertThat(fixture.log).containsExactly("WBINVD 0", "WBINVD 1", "DEACTIVATE", "DECOMMISSION");

        fixture.quiet();
        assertThat(init(fourth)).isZero();
        assertThat(fixture.log).containsExactly("WBINVD 0", "WBINVD 1", "DF_FLUSH");
        assertThat(asidOfNewLaunch(fourth)).isEqualTo(2);
    }

    @Test
    void neverHandsOutAsidZero() {
        HostFixture odd = new HostFixture(HostFixture.milan().withAsids(0, 1), 64L << 20, f -> {});
        odd.launchedVm();

        assertThat(odd.encryptOp(odd.createVm(), 0, 0, 0).value()).isEqualTo(-Errno.EBUSY.code());
    }

    @Test
    void doesNotReuseAReleasedAsidWhileOthersAreFree() {
        int first = fixture.createVm();
        init(first);
        asidOfNewLaunch(first);
        fixture.close(first);
        int second = fixture.createVm();
        init(second);

        assertThat(asidOfNewLaunch(second)).isEqualTo(2);
    }

    @Test
    void reportsAFailingFlushAsNoAsid() {
        for (int i = 0; i < 3; i++) {
            int vm = fixture.createVm();
            init(vm);
            fixture.close(vm);
        }
        fixture.firmware.answer(CommandId.DF_FLUSH, SevStatus.WBINVD_REQUIRED);

        assertThat(fixture.encryptOp(fixture.createVm(), 0, 0, 0))
                .isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
    }

    @Test
    void destroysAVmThatNeverLaunchedWithoutTheFirmware() {
        int vm = fixture.createVm();
        init(vm);
        fixture.quiet().close(vm);

        assertThat(fixture.log).containsExactly("WBINVD 0", "WBINVD 1");
    }

    @Test
    void livesUntilItsLastVcpuIsClosed() {
        int vm = fixture.createVm();
        init(vm);
        asidOfNewLaunch(vm);
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        fixture.expectNoEffectOfClosing(vm);

        fixture.close(vcpu);

        fixture.expectGuestDestroyed();
    }

    @Test
    void closesEvenWhenTheProcessorIsDead() {
        int vm = fixture.createVm();
        init(vm);
        asidOfNewLaunch(vm);
        fixture.firmware.neverAnswer(CommandId.LAUNCH_FINISH);
        fixture.quiet();

        assertThat(fixture.encryptOp(vm, 7, 0, 0)).isEqualTo(Outcome.failed(Errno.ETIMEDOUT, 0));
        assertThat(fixture.encryptOp(vm, 7, 0, 0)).isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
        assertThat(fixture.close(vm)).isZero();
        assertThat(fixture.log).containsExactly("LAUNCH_FINISH", "WBINVD 0", "WBINVD 1");
    }

    @Test
    void refusesInitAfterAVcpu() {
        int vm = fixture.createVm();
        fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(fixture.encryptOp(vm, 0, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void refusesAnotherProcess() {
        int vm = fixture.createVm();
        OpenFile file = fixture.process().files().find(vm).orElseThrow();
        HostProcess stranger = fixture.spawn();
        stranger.files().install(file);

        Optional<Frame> answer =
                stranger.systemCalls().handle(new DeviceCall(DeviceOperation.IOCTL, 3, Ioctl.KVM_MEMORY_ENCRYPT_OP, 0));

        assertThat(answer).contains(new DeviceResult(-Errno.EIO.code()));
    }
}
