package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Errno;
import org.junit.jupiter.api.Test;

class CallResultTest {
    @Test
    void hasAFirmwareStatusOnlyWithEio() {
        assertThat(new CallResult(-5, 7).calledFirmware()).isTrue();
        assertThat(new CallResult(-5, 0).calledFirmware()).isFalse();
        assertThat(new CallResult(-22, 7).calledFirmware()).isFalse();
        assertThat(new CallResult(0, 7).calledFirmware()).isFalse();
    }

    @Test
    void namesTheErrno() {
        assertThat(new CallResult(-22, 0).errno()).contains(Errno.EINVAL);
        assertThat(new CallResult(-22, 0).errnoText()).isEqualTo("Invalid argument");
        assertThat(new CallResult(-4095, 0).errno()).isEmpty();
        assertThat(new CallResult(-4095, 0).errnoText()).isEqualTo("Unknown error 4095");
        assertThat(new CallResult(3, 0).errno()).isEmpty();
    }

    @Test
    void endsTheVmmForAFailedCall() {
        assertThat(CallResult.checked("KVM_CREATE_VM", 12)).isEqualTo(12);
        assertThatThrownBy(() -> CallResult.checked("KVM_CREATE_VM", -24))
                .isInstanceOf(VmmException.class)
                .hasMessageStartingWith("ioctl(KVM_CREATE_VM) failed: 24 ");
    }
}
