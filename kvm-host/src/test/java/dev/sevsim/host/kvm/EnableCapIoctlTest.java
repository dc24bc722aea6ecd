package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.HostFixture;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 4.3. */
class EnableCapIoctlTest {
    private final HostFixture fixture = new HostFixture();
    private final int vm = fixture.createVm();

    @Test
    void switchesOnlyTheKnownExit() {
        assertThat(fixture.enableCap(vm, 201, 0, 1 << 12)).isZero();
        assertThat(fixture.enableCap(vm, 201, 1, 1 << 12)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.enableCap(vm, 201, 0, 1 << 11)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.enableCap(vm, 197, 0, 0)).isEqualTo(-Errno.EBADF.code());
        assertThat(fixture.enableCap(vm, 197, 1, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.enableCap(vm, 202, 0, 0)).isEqualTo(-Errno.EINVAL.code());
    }
}
