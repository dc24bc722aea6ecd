package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.uapi.SevUserDataGetId2;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3, 1.5 and 2.6. */
class GetId2OperationTest extends SevDeviceFixture {
    private static final int GET_ID2 = 8;

    private HostVirtual request(HostVirtual blob, int length) {
        return fixture.user(new SevUserDataGetId2(blob.value(), length).encode());
    }

    @Test
    void copiesTheIdAndItsLengthThroughAReadOnlyDescriptor() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x80));
        HostVirtual data = request(blob, 0x50);

        assertThat(fixture.issue(readOnly, GET_ID2, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(blob, 0x40)).isEqualTo(ScriptedFirmware.CHIP_ID);
        assertThat(SevUserDataGetId2.CODEC.decode(fixture.read(data, 12)))
                .isEqualTo(new SevUserDataGetId2(blob.value(), 0x40));
        assertThat(fixture.firmware.lastBuffer(CommandId.GET_ID).from(8)).isEqualTo(Bytes.u32Le(0x50));
    }

    @Test
    void treatsAnEmptyFieldAsALengthQuery() {
        expectLengthQuery(GET_ID2, (address, length) -> new SevUserDataGetId2(address, length).encode(), 0x40);
    }

    @Test
    void letsOnlyTheAllocatorLimitGetId2() {
        HostVirtual blob = fixture.user(Bytes.zeros(0x40));
        HostVirtual large = request(blob, 0x8000);
        HostVirtual huge = request(blob, -1);

        assertThat(fixture.issue(sev, GET_ID2, large.value())).isEqualTo(Outcome.ok());
        assertThat(fixture.issue(sev, GET_ID2, huge.value()))
                .isEqualTo(Outcome.failed(Errno.ENOMEM, HostFixture.UNTOUCHED));
    }
}
