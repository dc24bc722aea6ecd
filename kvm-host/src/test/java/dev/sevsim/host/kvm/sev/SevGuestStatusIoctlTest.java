package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevGuestStatus;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevGuestStatusIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void hidesTheAsidFromTheGuestStatus() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(Bytes.zeros(12));

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.GUEST_STATUS.code(), data.value(), 0))
                .isEqualTo(Outcome.ok());
        assertThat(KvmSevGuestStatus.CODEC.decode(fixture.read(data, 12)))
                .isEqualTo(new KvmSevGuestStatus(1, 0x0102, 3));
    }
}
