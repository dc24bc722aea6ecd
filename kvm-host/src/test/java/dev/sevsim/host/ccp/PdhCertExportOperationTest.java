package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class PdhCertExportOperationTest extends SevDeviceFixture {
    @Test
    void answersALengthQueryWithEioAndBothLengths() {
        HostVirtual data = fixture.user(Bytes.zeros(SevUserDataPdhCertExport.SIZE));

        assertThat(fixture.issue(sev, 5, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(SevUserDataPdhCertExport.CODEC.decode(fixture.read(data, 24)))
                .isEqualTo(new SevUserDataPdhCertExport(0, 0x824, 0, 0x186C));
    }

    @Test
    void exportsBothBlobsThroughAReadOnlyDescriptorOfAnInitialisedPlatform() {
        int readOnly = fixture.open(DevicePath.DEV_SEV, READ_ONLY);
        HostVirtual pdh = fixture.user(Bytes.zeros(0x1000));
        HostVirtual chain = fixture.user(Bytes.zeros(0x2000));
        HostVirtual data =
                fixture.user(new SevUserDataPdhCertExport(pdh.value(), 0x1000, chain.value(), 0x2000).encode());

        assertThat(fixture.issue(readOnly, 5, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(pdh, 0x824)).isEqualTo(ScriptedFirmware.PDH);
        assertThat(fixture.read(chain, 0x186C)).isEqualTo(ScriptedFirmware.CHAIN);
        SevUserDataPdhCertExport written = SevUserDataPdhCertExport.CODEC.decode(fixture.read(data, 24));
        assertThat(written.pdhCertLength()).isEqualTo(0x824);
        assertThat(written.certChainLength()).isEqualTo(0x186C);
    }

    @ParameterizedTest(name = "pdh {0}, chain {1}")
    @CsvSource({"0x4001, 0x10", "0x10, 0x4001", "-1, 0x10"})
    void refusesOversizedExportBuffersAsUnreachable(String pdh, String chain) {
        Bytes data = new SevUserDataPdhCertExport(0x1000, Integer.decode(pdh), 0x2000, Integer.decode(chain)).encode();

        assertThat(fixture.issue(sev, 5, fixture.user(data).value()))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void refusesToInitialiseForAReaderBeforeReadingItsArgument() {
        HostFixture down = new HostFixture(
                        HostFixture.milan(), 64L << 20, f -> f.answer(CommandId.INIT, SevStatus.HWERROR_PLATFORM))
                .quiet();
        int readOnly = down.open(DevicePath.DEV_SEV, READ_ONLY);
        int writable = down.open(DevicePath.DEV_SEV, READ_WRITE);

        assertThat(down.issue(readOnly, 5, 0)).isEqualTo(Outcome.failed(Errno.EPERM, HostFixture.UNTOUCHED));
        assertThat(down.log).isEmpty();
        assertThat(down.issue(writable, 5, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, 0));
        assertThat(down.log).containsExactly("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH");
    }
}
