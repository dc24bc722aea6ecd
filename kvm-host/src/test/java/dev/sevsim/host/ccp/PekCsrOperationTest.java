package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3, 1.5 and 2.6. */
class PekCsrOperationTest extends SevDeviceFixture {
    private static final int PEK_CSR = 3;

    @Test
    void copiesTheRequestAndItsLength() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x1000));
        HostVirtual data = fixture.user(new SevUserDataPekCsr(blob.value(), 0x1000).encode());

        assertThat(fixture.issue(sev, PEK_CSR, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(blob, 0x825)).isEqualTo(Bytes.concat(ScriptedFirmware.CSR, Bytes.zeros(1)));
        assertThat(csr(data)).isEqualTo(new SevUserDataPekCsr(blob.value(), 0x824));
        assertThat(fixture.log).containsExactly("PEK_CSR");
    }

    @Test
    void treatsAnEmptyFieldAsALengthQuery() {
        expectLengthQuery(PEK_CSR, (address, length) -> new SevUserDataPekCsr(address, length).encode(), 0x824);

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
    void initialisesThePlatformForAValidRequest() {
        HostFixture down = HostFixture.uninitialised();
        int file = down.open(DevicePath.DEV_SEV, 2);
        HostVirtual data = down.user(new SevUserDataPekCsr(0, 0).encode());

        assertThat(down.issue(file, PEK_CSR, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(down.log).containsExactly("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH", "PEK_CSR");
    }

    private SevUserDataPekCsr csr(HostVirtual data) {
        return SevUserDataPekCsr.CODEC.decode(fixture.read(data, SevUserDataPekCsr.SIZE));
    }
}
