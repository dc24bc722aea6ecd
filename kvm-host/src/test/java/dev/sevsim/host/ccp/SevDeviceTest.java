package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.4, 1.5 and 8. */
class SevDeviceTest {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;

    private final HostFixture fixture = new HostFixture().quiet();
    private final int sev = fixture.open(DevicePath.DEV_SEV, READ_WRITE);

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

    @Test
    void reportsTheStatusThroughAReadOnlyDescriptor() {
        int readOnly = fixture.open(DevicePath.DEV_SEV, READ_ONLY);
        HostVirtual data = fixture.user(Bytes.zeros(SevUserDataStatus.SIZE));

        assertThat(fixture.issue(readOnly, 1, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(data, 12)).isEqualTo(Bytes.fromHex("01370100000000 18 03000000"));
    }

    @Test
    void losesTheFirmwareAnswerWhenTheResultCannotBeWritten() {
        assertThat(fixture.issue(sev, 1, 0x1000)).isEqualTo(Outcome.failed(Errno.EFAULT, 0));
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @ParameterizedTest(name = "{0} through a read-only descriptor")
    @CsvSource({"FACTORY_RESET", "PEK_GEN", "PDH_GEN"})
    void wantsAWritableDescriptor(SevDeviceCommand command) {
        int readOnly = fixture.open(DevicePath.DEV_SEV, READ_ONLY);

        assertThat(fixture.issue(readOnly, command.code(), 0))
                .isEqualTo(Outcome.failed(Errno.EPERM, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

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
    void refusesToInitialiseForAReaderBeforeLookingAtItsPointer() {
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

    @Test
    void reportsAFailingAutomaticInitialisation() {
        HostFixture down = new HostFixture(
                        HostFixture.milan(),
                        64L << 20,
                        f -> f.answer(CommandId.INIT, SevStatus.HWERROR_PLATFORM, SevStatus.INVALID_CONFIG))
                .quiet();
        int writable = down.open(DevicePath.DEV_SEV, READ_WRITE);

        assertThat(down.issue(writable, 2, 0)).isEqualTo(Outcome.failed(Errno.EIO, 3));
        assertThat(down.log).containsExactly("INIT");
    }

    @Test
    void refusesAFactoryResetWhileGuestsExist() {
        fixture.firmware.platformState(2);

        assertThat(fixture.issue(sev, 0, 0)).isEqualTo(Outcome.failed(Errno.EBUSY, 0));
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @Test
    void shutsDownBeforeAFactoryReset() {
        assertThat(fixture.issue(sev, 0, 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "SHUTDOWN", "PLATFORM_RESET");

        fixture.quiet();
        assertThat(fixture.issue(sev, 4, 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.log).containsExactly("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH", "PDH_GEN");
    }
}
