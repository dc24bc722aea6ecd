package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3, 1.5 and 2.6. */
class PekCertImportOperationTest extends SevDeviceFixture {
    private static final int PEK_CERT_IMPORT = 6;

    @Test
    void passesBothCertificatesToTheFirmware() {
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
    void returnsTheRefusalOfTheFirmware() {
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
        HostFixture down = HostFixture.uninitialised();
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
    void requiresAWritableDescriptorBeforeItReadsTheImport() {
        assertThat(fixture.issue(readOnly, PEK_CERT_IMPORT, 0)).isEqualTo(Outcome.failed(Errno.EPERM, UNTOUCHED));
        assertThat(fixture.issue(sev, PEK_CERT_IMPORT, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    private static HostVirtual importOf(HostFixture on, long pek, int pekLength, long oca, int ocaLength) {
        return on.user(new SevUserDataPekCertImport(pek, pekLength, oca, ocaLength).encode());
    }
}
