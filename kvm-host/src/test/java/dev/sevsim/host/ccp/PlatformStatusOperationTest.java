package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture.Outcome;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3 to 1.5. */
class PlatformStatusOperationTest extends SevDeviceFixture {
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
}
