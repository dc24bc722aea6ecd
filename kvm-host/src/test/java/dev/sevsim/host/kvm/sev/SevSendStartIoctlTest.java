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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        HostVirtual data =
                fixture.user(sendStart(fixture.blob(8), 8, fixture.blob(6), 6, fixture.blob(4), 4, session, 0x80));

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
        HostVirtual data =
                fixture.user(sendStart(fixture.blob(8), 8, fixture.blob(6), 6, fixture.blob(4), 4, session, 0x90));

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(fixture.read(session, 0x90).isAllZero()).isTrue();
        assertThat(KvmSevSendStart.CODEC.decode(fixture.read(data, 72)).sessionLength())
                .isEqualTo(0x80);
    }

    @ParameterizedTest(name = "pdh {0}+{1}, platform {2}+{3}, amd {4}+{5}, session {6}+{7} -> {8}")
    @CsvSource({
        "none, 4, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 0, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 4, ok, 4, ok, 4, none, 128, EINVAL",
        "ok, 4, ok, 4, ok, 4, ok, 0x4001, EINVAL",
        "bad, 4, none, 4, ok, 4, ok, 128, EFAULT",
        "ok, 0x4001, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 4, none, 4, bad, 4, ok, 128, EINVAL",
        "ok, 4, bad, 4, none, 4, ok, 128, EFAULT",
        "ok, 4, ok, 4, ok, 0, ok, 128, EINVAL",
        "ok, 4, ok, 4, bad, 4, ok, 128, EFAULT",
    })
    void refusesAnInvalidSendStartBeforeTheFirmwareIsCalled(
            String pdh,
            String pdhLength,
            String platform,
            String platformLength,
            String amd,
            String amdLength,
            String session,
            String sessionLength,
            Errno expected) {
        int vm = fixture.launchedVm();
        Bytes start = sendStart(
                fixture.blob(pdh),
                Integer.decode(pdhLength),
                fixture.blob(platform),
                Integer.decode(platformLength),
                fixture.blob(amd),
                Integer.decode(amdLength),
                fixture.blob(session),
                Integer.decode(sessionLength));
        HostVirtual data = fixture.user(start);

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.SEND_START, data))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.read(data, 72)).isEqualTo(start);
        assertThat(fixture.log).isEmpty();
    }

    private static Bytes sendStart(
            HostVirtual pdh,
            int pdhLength,
            HostVirtual platform,
            int platformLength,
            HostVirtual amd,
            int amdLength,
            HostVirtual session,
            int sessionLength) {
        return new KvmSevSendStart(
                        0,
                        pdh.value(),
                        pdhLength,
                        platform.value(),
                        platformLength,
                        amd.value(),
                        amdLength,
                        session.value(),
                        sessionLength)
                .encode();
    }
}
