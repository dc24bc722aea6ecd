package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.1 to 3.4. */
class AsidPoolTest {
    private static final int INIT = 0;
    private static final int ES_INIT = 1;

    private static HostFixture fixture(TestProfile profile) {
        return new HostFixture(profile, 256L << 20, f -> {}).quiet();
    }

    private static long init(HostFixture on, int id) {
        return on.encryptOp(on.createVm(), id, 0, 0).value();
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelProfile.class,
            names = {"LINUX_6_1", "NEWEST"})
    void hostsAsManyGuestsAsThereAreKeysAndNoMore(KernelProfile kernel) {
        HostFixture full = fixture(HostFixture.milan().withAsids(1, 509).withKernel(kernel));
        List<Integer> vms = new ArrayList<>();
        int kvm = full.open(dev.sevsim.bus.frame.DevicePath.DEV_KVM, 2);
        for (int i = 0; i < 509; i++) {
            int vm = (int) full.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0);
            assertThat(full.encryptOp(vm, INIT, 0, 0).value()).isZero();
            vms.add(vm);
        }
        int late = (int) full.ioctl(kvm, Ioctl.KVM_CREATE_VM, 0);
        assertThat(full.host.asidsInUse()).isEqualTo(509);
        assertThat(full.encryptOp(late, INIT, 0, 0).value()).isEqualTo(-Errno.EBUSY.code());

        for (int i = 0; i < 5; i++) {
            full.close(vms.get(100 * i));
        }
        full.quiet();

        assertThat(full.encryptOp(late, INIT, 0, 0).value()).isZero();
        assertThat(full.log).containsExactly("WBINVD 0", "WBINVD 1", "DF_FLUSH");
        full.quiet();
        assertThat(init(full, INIT)).isZero();
        assertThat(full.log).isEmpty();
    }

    @Test
    void keepsTheTwoKindsApart() {
        HostFixture split = fixture(HostFixture.milan().withAsids(3, 4).withEncryptedState(EncryptedState.ON));

        assertThat(List.of(init(split, ES_INIT), init(split, ES_INIT), init(split, INIT), init(split, INIT)))
                .containsOnly(0L);
        assertThat(init(split, ES_INIT)).isEqualTo(-Errno.EBUSY.code());
        assertThat(init(split, INIT)).isEqualTo(-Errno.EBUSY.code());
    }

    @Test
    void recyclesBothKindsWhenOneIsExhausted() {
        HostFixture split = fixture(HostFixture.milan().withAsids(2, 2).withEncryptedState(EncryptedState.ON));
        int es = split.createVm();
        int plain = split.createVm();
        split.encryptOp(es, ES_INIT, 0, 0);
        split.encryptOp(plain, INIT, 0, 0);
        split.close(es);
        split.close(plain);
        split.quiet();

        assertThat(init(split, INIT)).isZero();
        assertThat(init(split, ES_INIT)).isZero();
        assertThat(split.log).containsExactly("WBINVD 0", "WBINVD 1", "DF_FLUSH");
    }

    @Test
    void refusesAnEmptyRangeWithTheErrnoOfItsKernel() {
        TestProfile noPlain = HostFixture.milan().withAsids(10, 9).withEncryptedState(EncryptedState.ON);

        assertThat(init(fixture(noPlain), INIT)).isEqualTo(-Errno.EBUSY.code());
        assertThat(init(fixture(noPlain.withKernel(KernelProfile.NEWEST)), INIT))
                .isEqualTo(-Errno.ENOTTY.code());
        assertThat(init(fixture(noPlain), ES_INIT)).isZero();
        TestProfile noEncryptedState = HostFixture.milan().withAsids(1, 9).withEncryptedState(EncryptedState.ON);
        assertThat(init(fixture(noEncryptedState), ES_INIT)).isEqualTo(-Errno.ENOTTY.code());
    }

    @Test
    void keepsToTheLimitOfTheControlGroup() {
        HostFixture limited = fixture(
                HostFixture.milan().withEncryptedState(EncryptedState.ON).withMiscLimits(new MiscLimits(2, 0)));
        int first = limited.createVm();
        assertThat(limited.encryptOp(first, INIT, 0, 0).value()).isZero();
        assertThat(init(limited, INIT)).isZero();

        assertThat(init(limited, INIT)).isEqualTo(-Errno.EBUSY.code());
        assertThat(init(limited, ES_INIT)).isEqualTo(-Errno.EBUSY.code());
        limited.close(first);
        assertThat(init(limited, INIT)).isZero();
    }

    @Test
    void flushesTranslationsWhenAnotherVcpuRanUnderTheAsid() {
        HostFixture fixture = fixture(HostFixture.milan());
        int vm = fixture.launchedVm();
        ScriptedGuest guest = new ScriptedGuest();
        fixture.guest = guest;
        int one = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        int two = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 2);
        int elsewhere = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 1);

        assertThat(flushesOfRun(fixture, one)).isOne();
        assertThat(flushesOfRun(fixture, one)).isZero();
        assertThat(flushesOfRun(fixture, elsewhere)).isOne();
        assertThat(flushesOfRun(fixture, one)).isZero();
        assertThat(flushesOfRun(fixture, two)).isOne();
        assertThat(flushesOfRun(fixture, one)).isOne();
    }

    @Test
    void flushesForAMirrorToo() {
        HostFixture fixture = fixture(HostFixture.milan());
        int vm = fixture.launchedVm();
        fixture.guest = new ScriptedGuest();
        int mirror = fixture.createVm();
        fixture.ioctl(
                mirror,
                Ioctl.KVM_ENABLE_CAP,
                fixture.user(new KvmEnableCap(197, 0, vm).encode()).value());
        int one = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        int two = (int) fixture.ioctl(mirror, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(flushesOfRun(fixture, one)).isOne();
        assertThat(flushesOfRun(fixture, two)).isOne();
        assertThat(flushesOfRun(fixture, one)).isOne();
    }

    private static long flushesOfRun(HostFixture fixture, int vcpu) {
        fixture.trace.clear();
        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isZero();
        return fixture.trace.stream()
                .map(TraceEvent::kind)
                .filter("kvm.flush-asid"::equals)
                .count();
    }

    @Test
    void writesBackOnlyTheCoresThatRanTheGuestOnTheNewestKernel() {
        HostFixture newest = fixture(HostFixture.milan().withKernel(KernelProfile.NEWEST));
        int vm = newest.launchedVm();
        newest.guest = new ScriptedGuest();
        int vcpu = (int) newest.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 1);
        newest.ioctl(vcpu, Ioctl.KVM_RUN, 0);
        newest.close(vcpu);
        newest.quiet().close(vm);

        assertThat(newest.log).containsExactly("WBINVD 1", "DEACTIVATE", "DECOMMISSION");
    }
}
