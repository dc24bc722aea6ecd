package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.process.FrameOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevLaunchSecretIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void passesASecretToTheFirmware() {
        int vm = fixture.launchedVm();
        HostVirtual target = fixture.process().memory().map(0x2000);
        HostVirtual header = fixture.user(Bytes.zeros(0x34));
        HostVirtual payload = fixture.user(Bytes.zeros(64));
        Bytes secret =
                new KvmSevLaunchSecret(header.value(), 0x34, target.value() + 0x40, 64, payload.value(), 64).encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_SECRET, secret)).isEqualTo(Outcome.ok());

        LaunchSecret sent = LaunchSecret.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_SECRET));
        assertThat(sent.handle()).isEqualTo(1);
        assertThat(sent.guestAddress()).isEqualTo(fixture.process().memory().physical(target) + 0x40);
        assertThat(List.of(sent.headerLength(), sent.guestLength(), sent.transportLength()))
                .containsExactly(0x34, 64, 64);
        assertThat(fixture.log).containsExactly("CLFLUSH 1000", "LAUNCH_SECRET");
    }

    @Test
    void refusesASecretTargetInTwoRunsBeforeReadingThePacket() {
        int vm = fixture.launchedVm();
        HostVirtual target = fixture.process().memory().map(0x2000, FrameOrder.SCATTERED);
        Bytes secret = new KvmSevLaunchSecret(0x1000, 0x34, target.value() + 0xFF0, 32, 0x1000, 32).encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_SECRET, secret))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.commands()).isEmpty();
    }
}
