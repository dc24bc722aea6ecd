package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevSendStartIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void answersTheSessionLengthWithEio() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevSendStart(9, 1, 1, 1, 1, 1, 1, 1, 0).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevSendStart.CODEC.decode(fixture.read(data, 72)))
                .isEqualTo(new KvmSevSendStart(9, 1, 1, 1, 1, 1, 1, 1, 0x80));
        assertThat(fixture.firmware.lastBuffer(CommandId.SEND_START))
                .isEqualTo(Bytes.u32Le(1).paddedTo(0x44));
    }

    @Test
    void writesTheSessionAndThePolicyBack() {
        int vm = fixture.launchedVm();
        HostVirtual session = fixture.blob(0x80);
        HostVirtual data = sendStart(session, 0x80);

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.ok());

        assertThat(fixture.read(session, 0x80)).isEqualTo(ScriptedFirmware.SESSION);
        KvmSevSendStart after = KvmSevSendStart.CODEC.decode(fixture.read(data, 72));
        assertThat(after.policy()).isEqualTo(ScriptedFirmware.SENT_POLICY);
        assertThat(after.sessionLength()).isEqualTo(0x80);
    }

    @Test
    void writesTheLengthButNoSessionWhenTheFirmwareRefuses() {
        int vm = fixture.launchedVm();
        HostVirtual session = fixture.blob(0x90);
        HostVirtual data = sendStart(session, 0x90);

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(fixture.read(session, 0x90).isAllZero()).isTrue();
        assertThat(KvmSevSendStart.CODEC.decode(fixture.read(data, 72)).sessionLength())
                .isEqualTo(0x80);
    }

    private HostVirtual sendStart(HostVirtual session, int length) {
        long pdh = fixture.blob(8).value();
        long platform = fixture.blob(6).value();
        long amd = fixture.blob(4).value();
        return fixture.user(new KvmSevSendStart(0, pdh, 8, platform, 6, amd, 4, session.value(), length).encode());
    }
}
