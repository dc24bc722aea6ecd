package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.EncryptedStateFixture.createVm;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateHost;
import static dev.sevsim.host.EncryptedStateFixture.encryptedStateVm;
import static dev.sevsim.host.EncryptedStateFixture.init2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.5, 2.7 and 5.6. */
class SevInit2IoctlTest {
    private static final int ES_INIT = KvmSevCommandId.ES_INIT.code();
    private static final int INIT2 = KvmSevCommandId.INIT2.code();

    private final HostFixture older = encryptedStateHost(KernelProfile.LINUX_6_1);
    private final HostFixture newest = encryptedStateHost(KernelProfile.NEWEST);

    @Test
    void refusesEveryFlagBitOfInit2() {
        int vm = createVm(newest, 2);
        for (int bit = 0; bit < 32; bit++) {
            assertThat(init2(newest, vm, 0, 1 << bit, 0))
                    .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @CsvSource({"2, 0", "3, 32"})
    void refusesEveryFeatureThatTheHostDoesNotHave(long type, long allowed) {
        int vm = createVm(newest, type);
        for (int bit = 0; bit < 64; bit++) {
            if ((allowed & 1L << bit) == 0) {
                assertThat(init2(newest, vm, 1L << bit, 0, 0))
                        .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
            }
        }
        assertThat(init2(newest, vm, allowed, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        assertThat(init2(newest, vm, allowed, 0, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @ParameterizedTest(name = "type {0}, GHCB version {1}: {2}")
    @CsvSource({"2, 1, false", "2, 0, true", "3, 2, true", "3, 3, false"})
    void checksTheGhcbVersion(long type, int version, boolean accepted) {
        assertThat(init2(newest, createVm(newest, type), 0, 0, version).value())
                .isEqualTo(accepted ? 0 : -Errno.EINVAL.code());
    }

    @Test
    void keepsTypedAndUntypedVmsApart() {
        int untyped = createVm(newest, 0);
        int typed = createVm(newest, 3);

        assertThat(newest.encryptOp(untyped, INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(newest.encryptOp(typed, ES_INIT, 0, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(newest.ioctl(typed, Ioctl.KVM_CREATE_VCPU, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(newest.encryptOp(typed, INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        assertThat(createVm(newest, 1)).isEqualTo(-Errno.EINVAL.code());
        assertThat(createVm(newest, 4)).isEqualTo(-Errno.EINVAL.code());
        assertThat(createVm(older, 2)).isEqualTo(-Errno.EINVAL.code());
        assertThat(older.encryptOp(older.createVm(), INIT2, 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void refusesASecondInitWithTheErrnoOfEachKernel() {
        for (HostFixture on : new HostFixture[] {older, newest}) {
            int vm = encryptedStateVm(on);

            assertThat(on.encryptOp(vm, ES_INIT, 0, 0))
                    .isEqualTo(Outcome.failed(on == older ? Errno.EBUSY : Errno.EINVAL, HostFixture.UNTOUCHED));
        }
    }
}
