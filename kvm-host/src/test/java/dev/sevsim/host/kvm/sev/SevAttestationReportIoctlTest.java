package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevAttestationReportIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void queriesTheReportLengthWithoutTheNonce() {
        int vm = fixture.launchedVm();
        Bytes nonce = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        HostVirtual data = fixture.user(new KvmSevAttestationReport(nonce, 0x1000, 0).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.GET_ATTESTATION_REPORT, data))
                .isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevAttestationReport.CODEC.decode(fixture.read(data, 32)))
                .isEqualTo(new KvmSevAttestationReport(nonce, 0x1000, 0xD0));
        assertThat(Attestation.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ATTESTATION)))
                .isEqualTo(new Attestation(1, 0, Bytes.zeros(16), 0));
    }

    @Test
    void fetchesTheReportAndCorrectsTheLength() {
        int vm = fixture.launchedVm();
        Bytes nonce = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        HostVirtual report = fixture.user(Bytes.fromHex("ff").paddedTo(0x100));
        HostVirtual data = fixture.user(new KvmSevAttestationReport(nonce, report.value(), 0x100).encode());

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.GET_ATTESTATION_REPORT, data))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.read(report, 0x100)).isEqualTo(ScriptedFirmware.REPORT.paddedTo(0x100));
        assertThat(KvmSevAttestationReport.CODEC.decode(fixture.read(data, 32)).length())
                .isEqualTo(0xD0);
        assertThat(Attestation.CODEC
                        .decode(fixture.firmware.lastBuffer(CommandId.ATTESTATION))
                        .nonce())
                .isEqualTo(nonce);
    }
}
