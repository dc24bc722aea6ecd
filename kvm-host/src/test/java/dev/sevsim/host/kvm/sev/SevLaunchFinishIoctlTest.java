package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevLaunchFinishIoctlTest {
    private static final int START = KvmSevCommandId.LAUNCH_START.code();

    private final HostFixture fixture = new HostFixture();

    @Test
    void failsWithEbadfAfterTheDescriptorIsClosed() {
        int sev = fixture.open(DevicePath.DEV_SEV, 2);
        int vm = fixture.initialisedVm();
        fixture.encryptOp(
                vm,
                START,
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value(),
                sev);
        fixture.quiet();
        assertThat(fixture.close(sev)).isZero();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_FINISH.code(), 0, 0))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));

        assertThat(fixture.open(DevicePath.DEV_SEV, 0)).isEqualTo(sev);
        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_FINISH.code(), 0, 0))
                .isEqualTo(Outcome.ok());
    }
}
