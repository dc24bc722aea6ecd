package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevHandleIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @ParameterizedTest
    @CsvSource({"SEND_FINISH", "SEND_CANCEL", "RECEIVE_FINISH"})
    void issuesCommandsWithTheHandleAlone(KvmSevCommandId id) {
        int vm = fixture.launchedVm();
        CommandId command = CommandId.valueOf(id.name());
        fixture.firmware.answer(command, SevStatus.INVALID_GUEST_STATE);

        assertThat(fixture.encryptOp(vm, id.code(), 0x1000, 0)).isEqualTo(Outcome.failed(Errno.EIO, 2));
        assertThat(fixture.encryptOp(vm, id.code(), 0, 0)).isEqualTo(Outcome.ok());

        assertThat(fixture.firmware.lastBuffer(command)).isEqualTo(Bytes.u32Le(1));
        assertThat(fixture.log).hasSize(2);
    }
}
