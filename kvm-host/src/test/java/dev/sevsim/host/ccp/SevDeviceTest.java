package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class SevDeviceTest extends SevDeviceFixture {
    @Test
    void refusesAnyOtherIoctlBeforeReadingTheArgument() {
        assertThat(fixture.ioctl(sev, 0x1234, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.ioctl(sev, Ioctl.SEV_ISSUE_CMD, 0)).isEqualTo(-Errno.EFAULT.code());
        assertThat(fixture.log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, -1})
    void refusesUnknownCommandsWithoutCopyBack(int command) {
        assertThat(fixture.issue(sev, command, 0)).isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }
}
