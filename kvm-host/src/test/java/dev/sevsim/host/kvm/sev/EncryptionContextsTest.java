package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmEnableCap;
import dev.sevsim.abi.uapi.KvmEncRegion;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.9. */
class EncryptionContextsTest {
    private static final int COPY = 197;
    private static final int MOVE = 206;

    private final HostFixture fixture = new HostFixture(
            HostFixture.milan().withEncryptedState(EncryptedState.ON).withMemoryLockLimit(4 * Page.SIZE),
            64L << 20,
            f -> {});

    private long enable(int vm, int capability, long source) {
        return fixture.ioctl(
                vm,
                Ioctl.KVM_ENABLE_CAP,
                fixture.user(new KvmEnableCap(capability, 0, source).encode()).value());
    }

    private int launchedEncryptedState(int vcpus) {
        int vm = fixture.createVm();
        fixture.encryptOp(vm, KvmSevCommandId.ES_INIT.code(), 0, 0);
        for (int i = 0; i < vcpus; i++) {
            fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, i);
        }
        long start =
                fixture.user(new KvmSevLaunchStart(0, 5, 0, 0, 0, 0).encode()).value();
        assertThat(fixture.encryptOp(vm, 2, start, fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.ok());
        fixture.quiet();
        return vm;
    }

    private long region(int vm, int request, HostVirtual pages, int count) {
        return fixture.ioctl(
                vm,
                request,
                fixture.user(new KvmEncRegion(pages.value(), (long) count * Page.SIZE).encode())
                        .value());
    }

    @ParameterizedTest
    @ValueSource(ints = {COPY, MOVE})
    void refusesSourcesWithoutAContext(int capability) {
        int launched = fixture.launchedVm();
        int plain = fixture.createVm();

        assertThat(enable(plain, capability, 77)).isEqualTo(-Errno.EBADF.code());
        assertThat(enable(plain, capability, fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(-Errno.EBADF.code());
        assertThat(enable(plain, capability, plain)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(plain, capability, fixture.createVm())).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(fixture.launchedVm(), capability, launched)).isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void mirrorsOnlyIntoAVmWithoutVcpusAndNeverAMirror() {
        int owner = fixture.launchedVm();
        int withVcpu = fixture.createVm();
        fixture.ioctl(withVcpu, Ioctl.KVM_CREATE_VCPU, 0);
        int mirror = fixture.createVm();

        assertThat(enable(withVcpu, COPY, owner)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(mirror, COPY, owner)).isZero();
        assertThat(enable(fixture.createVm(), COPY, mirror)).isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void allowsAMirrorFourCommands() {
        int owner = fixture.launchedVm();
        int mirror = fixture.createVm();
        enable(mirror, COPY, owner);
        HostVirtual status = fixture.user(Bytes.zeros(12));

        for (KvmSevCommandId id : KvmSevCommandId.values()) {
            Outcome outcome = fixture.encryptOp(mirror, id.code(), status.value(), 0);
            boolean allowed = id == KvmSevCommandId.GUEST_STATUS
                    || id == KvmSevCommandId.LAUNCH_UPDATE_VMSA
                    || id == KvmSevCommandId.DBG_DECRYPT
                    || id == KvmSevCommandId.DBG_ENCRYPT;
            if (!allowed) {
                assertThat(outcome).as(id.name()).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
            }
        }
        assertThat(fixture.encryptOp(mirror, 16, status.value(), 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.read(status, 4)).isEqualTo(Bytes.u32Le(1));
        assertThat(region(mirror, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, status, 1))
                .isEqualTo(-Errno.EINVAL.code());
        assertThat(region(mirror, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, status, 1))
                .isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void keepsTheOwnerUntilItsMirrorIsClosed() {
        int owner = fixture.launchedVm();
        int mirror = fixture.createVm();
        enable(mirror, COPY, owner);
        fixture.expectNoEffectOfClosing(owner);
        assertThat(fixture.host.asidsInUse()).isOne();

        fixture.close(mirror);

        fixture.expectGuestDestroyed();
        assertThat(fixture.host.asidsInUse()).isZero();
    }

    @Test
    void movesEverythingButTheDescriptorAndDisablesTheSource() {
        int source = fixture.launchedVm();
        HostVirtual pages = fixture.process().memory().map(4 * Page.SIZE);
        assertThat(region(source, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, pages, 3))
                .isZero();
        int destination = fixture.createVm();
        fixture.quiet();

        assertThat(enable(destination, MOVE, source)).isZero();

        assertThat(fixture.log).isEmpty();
        assertThat(fixture.encryptOp(destination, 7, 0, 0))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(region(destination, Ioctl.KVM_MEMORY_ENCRYPT_REG_REGION, pages, 2))
                .isEqualTo(-Errno.ENOMEM.code());
        assertThat(region(destination, Ioctl.KVM_MEMORY_ENCRYPT_UNREG_REGION, pages, 3))
                .isZero();
        assertThat(fixture.ioctl(source, Ioctl.KVM_CHECK_EXTENSION, 3)).isEqualTo(-Errno.EIO.code());
        assertThat(enable(source, MOVE, destination)).isEqualTo(-Errno.EIO.code());
        fixture.expectNoEffectOfClosing(source);
        fixture.close(destination);
        fixture.expectGuestDestroyed();
    }

    @Test
    void movesMirrorsWithTheirOwner() {
        int source = fixture.launchedVm();
        int mirror = fixture.createVm();
        enable(mirror, COPY, source);
        int destination = fixture.createVm();
        assertThat(enable(destination, MOVE, source)).isZero();
        fixture.close(source);
        fixture.expectNoEffectOfClosing(destination);

        fixture.close(mirror);

        assertThat(fixture.commands()).endsWith("DEACTIVATE", "DECOMMISSION");
        assertThat(fixture.host.asidsInUse()).isZero();
    }

    @Test
    void movesEncryptedStateOnlyBetweenEqualVcpus() {
        int source = launchedEncryptedState(1);
        int none = fixture.createVm();
        int one = fixture.createVm();
        fixture.ioctl(one, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(enable(none, MOVE, source)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(one, MOVE, source)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.encryptOp(source, 4, 0, 0)).isEqualTo(Outcome.ok());
        assertThat(enable(one, MOVE, source)).isZero();
    }

    @Test
    void releasesEveryPageAfterMovingEncryptedState() {
        long before = fixture.host.freeFrames();
        int source = launchedEncryptedState(2);
        fixture.encryptOp(source, 4, 0, 0);
        int destination = fixture.createVm();
        fixture.ioctl(destination, Ioctl.KVM_CREATE_VCPU, 0);
        fixture.ioctl(destination, Ioctl.KVM_CREATE_VCPU, 1);
        assertThat(enable(destination, MOVE, source)).isZero();
        long held = fixture.host.freeFrames();

        fixture.process().files().closeAll();

        assertThat(fixture.host.asidsInUse()).isZero();
        assertThat(fixture.host.freeFrames()).isGreaterThan(held).isLessThanOrEqualTo(before);
    }
}
