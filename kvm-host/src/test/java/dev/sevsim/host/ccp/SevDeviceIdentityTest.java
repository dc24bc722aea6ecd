package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PEK_CSR, PEK_CERT_IMPORT, GET_ID and GET_ID2; source of the expectations: docs/reference/kvm-host.md sections 1.3,
 * 1.5 and 2.6.
 */
class SevDeviceIdentityTest {
    private static final int PEK_CSR = 3;
    private static final int PEK_CERT_IMPORT = 6;
    private static final int GET_ID = 7;
    private static final int GET_ID2 = 8;
    private static final int UNTOUCHED = HostFixture.UNTOUCHED;

    private final HostFixture fixture = new HostFixture().quiet();
    private final int sev = fixture.open(DevicePath.DEV_SEV, 2);
    private final int readOnly = fixture.open(DevicePath.DEV_SEV, 0);

    @Test
    void copiesTheRequestAndItsLength() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x1000));
        HostVirtual data = fixture.user(new SevUserDataPekCsr(blob.value(), 0x1000).encode());

        assertThat(fixture.issue(sev, PEK_CSR, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(blob, 0x825)).isEqualTo(Bytes.concat(ScriptedFirmware.CSR, Bytes.zeros(1)));
        assertThat(csr(data)).isEqualTo(new SevUserDataPekCsr(blob.value(), 0x824));
        assertThat(fixture.log).containsExactly("PEK_CSR");
    }

    @ParameterizedTest(name = "address {0}, length {1}")
    @CsvSource({"0, 0", "0, 0x824", "0x1000, 0"})
    void takesAnEmptyFieldForAQuestion(String address, String length) {
        long user = Long.decode(address);
        HostVirtual data = fixture.user(new SevUserDataPekCsr(user, Integer.decode(length)).encode());

        assertThat(fixture.issue(sev, PEK_CSR, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(csr(data)).isEqualTo(new SevUserDataPekCsr(user, 0x824));
        assertThat(fixture.firmware.lastBuffer(CommandId.PEK_CSR)).isEqualTo(Bytes.zeros(12));
    }

    @Test
    void writesTheLengthBackWhenTheBufferIsTooShort() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x1000));
        HostVirtual data = fixture.user(new SevUserDataPekCsr(blob.value(), 0x823).encode());

        assertThat(fixture.issue(sev, PEK_CSR, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(csr(data).length()).isEqualTo(0x824);
        assertThat(fixture.read(blob, 0x1000).isAllZero()).isTrue();
    }

    @Test
    void checksTheRequestInOrder() {
        assertThat(fixture.issue(readOnly, PEK_CSR, 0)).isEqualTo(Outcome.failed(Errno.EPERM, UNTOUCHED));
        assertThat(fixture.issue(sev, PEK_CSR, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, UNTOUCHED));
        for (int length : new int[] {0x4001, -1}) {
            HostVirtual data = fixture.user(new SevUserDataPekCsr(0x1000, length).encode());
            assertThat(fixture.issue(sev, PEK_CSR, data.value())).isEqualTo(Outcome.failed(Errno.EFAULT, UNTOUCHED));
        }
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void bringsThePlatformUpForARequestThatIsInOrder() {
        HostFixture down = uninitialised();
        int file = down.open(DevicePath.DEV_SEV, 2);
        HostVirtual data = down.user(new SevUserDataPekCsr(0, 0).encode());

        assertThat(down.issue(file, PEK_CSR, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(down.log).containsExactly("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH", "PEK_CSR");
    }

    @Test
    void handsBothCertificatesToTheFirmware() {
        Bytes pek = Bytes.copyOf(new byte[] {1, 2, 3});
        Bytes oca = Bytes.copyOf(new byte[] {4, 5, 6, 7});
        HostVirtual data = importOf(
                fixture, fixture.user(pek).value(), 3, fixture.user(oca).value(), 4);

        assertThat(fixture.issue(sev, PEK_CERT_IMPORT, data.value())).isEqualTo(Outcome.ok());

        PekCertImport request = PekCertImport.CODEC.decode(fixture.firmware.lastBuffer(CommandId.PEK_CERT_IMPORT));
        assertThat(request.pekCertLength()).isEqualTo(3);
        assertThat(request.ocaCertLength()).isEqualTo(4);
        assertThat(fixture.memory.read(new SystemPhysical(request.pekCertAddress()), 3))
                .isEqualTo(pek);
        assertThat(fixture.memory.read(new SystemPhysical(request.ocaCertAddress()), 4))
                .isEqualTo(oca);
    }

    @Test
    void passesTheFirmwaresRefusalOn() {
        fixture.firmware.answer(CommandId.PEK_CERT_IMPORT, SevStatus.ALREADY_OWNED);
        long blob = fixture.user(Bytes.zeros(0x824)).value();
        HostVirtual data = importOf(fixture, blob, 0x824, blob, 0x824);
        Bytes before = fixture.read(data, 24);

        assertThat(fixture.issue(sev, PEK_CERT_IMPORT, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 5));

        assertThat(fixture.read(data, 24)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}, {1}; {2}, {3}: {4}")
    @CsvSource({
        "0, 4, 0, 4, EINVAL",
        "0x1000, 0, 0, 4, EINVAL",
        "0x1000, 0x4001, 0, 4, EINVAL",
        "0x1000, 4, 0, 4, EFAULT",
        "good, 4, 0, 4, EINVAL",
        "good, 4, good, 0, EINVAL",
        "good, 4, good, 0x4001, EINVAL",
        "good, 4, 0x1000, 4, EFAULT"
    })
    void copiesThePekBeforeTheOcaAndBothBeforeAnything(
            String pek, String pekLength, String oca, String ocaLength, Errno e) {
        HostFixture down = uninitialised();
        int file = down.open(DevicePath.DEV_SEV, 2);
        long good = down.user(Bytes.zeros(4)).value();
        HostVirtual data = importOf(
                down,
                pek.equals("good") ? good : Long.decode(pek),
                Integer.decode(pekLength),
                oca.equals("good") ? good : Long.decode(oca),
                Integer.decode(ocaLength));

        assertThat(down.issue(file, PEK_CERT_IMPORT, data.value())).isEqualTo(Outcome.failed(e, UNTOUCHED));

        assertThat(down.log).isEmpty();
    }

    @Test
    void wantsAWritableDescriptorBeforeItReadsTheImport() {
        assertThat(fixture.issue(readOnly, PEK_CERT_IMPORT, 0)).isEqualTo(Outcome.failed(Errno.EPERM, UNTOUCHED));
        assertThat(fixture.issue(sev, PEK_CERT_IMPORT, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void copiesAsMuchIdAsTheFirmwareWroteIntoARawBuffer() {
        HostVirtual data = fixture.user(Bytes.zeros(0x80));

        assertThat(fixture.issue(readOnly, GET_ID, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(data, 0x80)).isEqualTo(Bytes.concat(ScriptedFirmware.CHIP_ID, Bytes.zeros(0x40)));
        assertThat(fixture.firmware.lastBuffer(CommandId.GET_ID).from(8)).isEqualTo(Bytes.u32Le(0x80));
        assertThat(fixture.issue(sev, GET_ID, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, 0));
    }

    @Test
    void copiesTheIdAndItsLengthThroughAReadOnlyDescriptor() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x80));
        HostVirtual data = fixture.user(new SevUserDataGetId2(blob.value(), 0x50).encode());

        assertThat(fixture.issue(readOnly, GET_ID2, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(blob, 0x40)).isEqualTo(ScriptedFirmware.CHIP_ID);
        assertThat(SevUserDataGetId2.CODEC.decode(fixture.read(data, 12)))
                .isEqualTo(new SevUserDataGetId2(blob.value(), 0x40));
        assertThat(fixture.firmware.lastBuffer(CommandId.GET_ID).from(8)).isEqualTo(Bytes.u32Le(0x50));
    }

    @ParameterizedTest(name = "address {0}, length {1}")
    @CsvSource({"0, 0", "0, 0x40", "0x1000, 0"})
    void takesAnEmptyFieldOfGetId2ForAQuestion(String address, String length) {
        long user = Long.decode(address);
        HostVirtual data = fixture.user(new SevUserDataGetId2(user, Integer.decode(length)).encode());

        assertThat(fixture.issue(sev, GET_ID2, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(SevUserDataGetId2.CODEC.decode(fixture.read(data, 12))).isEqualTo(new SevUserDataGetId2(user, 0x40));
    }

    @Test
    void letsOnlyTheAllocatorLimitGetId2() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x40));
        HostVirtual large = fixture.user(new SevUserDataGetId2(blob.value(), 0x8000).encode());
        HostVirtual huge = fixture.user(new SevUserDataGetId2(blob.value(), -1).encode());

        assertThat(fixture.issue(sev, GET_ID2, large.value())).isEqualTo(Outcome.ok());
        assertThat(fixture.issue(sev, GET_ID2, huge.value())).isEqualTo(Outcome.failed(Errno.ENOMEM, UNTOUCHED));
    }

    @ParameterizedTest
    @ValueSource(ints = {GET_ID, GET_ID2})
    void wantsFirmwareThatHasIdsBeforeItReadsAnything(int command) {
        HostFixture old =
                new HostFixture(HostFixture.milan(), 64L << 20, f -> f.version(new ApiVersion(0, 15))).quiet();
        int file = old.open(DevicePath.DEV_SEV, 2);

        assertThat(old.issue(file, command, 0)).isEqualTo(Outcome.failed(Errno.ENOTSUPP, UNTOUCHED));
        assertThat(old.log).isEmpty();
    }

    @Test
    void asksForIdsWithoutBringingThePlatformUp() {
        HostFixture down = uninitialised();
        int file = down.open(DevicePath.DEV_SEV, 0);

        assertThat(down.issue(file, GET_ID, down.user(Bytes.zeros(0x80)).value()))
                .isEqualTo(Outcome.ok());

        assertThat(down.log).containsExactly("GET_ID");
    }

    private SevUserDataPekCsr csr(HostVirtual data) {
        return SevUserDataPekCsr.CODEC.decode(fixture.read(data, SevUserDataPekCsr.SIZE));
    }

    private static HostVirtual importOf(HostFixture on, long pek, int pekLength, long oca, int ocaLength) {
        return on.user(new SevUserDataPekCertImport(pek, pekLength, oca, ocaLength).encode());
    }

    private static HostFixture uninitialised() {
        return new HostFixture(
                        HostFixture.milan(), 64L << 20, f -> f.answer(CommandId.INIT, SevStatus.HWERROR_PLATFORM))
                .quiet();
    }
}
