package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.3, 1.5 and 2.6. */
class GetIdOperationTest extends SevDeviceFixture {
    private static final int GET_ID = 7;
    private static final int GET_ID2 = 8;

    @Test
    void copiesAsMuchIdAsTheFirmwareWroteIntoARawBuffer() {
        HostVirtual data = fixture.user(Bytes.zeros(0x80));

        assertThat(fixture.issue(readOnly, GET_ID, data.value())).isEqualTo(Outcome.ok());

        assertThat(fixture.read(data, 0x80)).isEqualTo(Bytes.concat(ScriptedFirmware.CHIP_ID, Bytes.zeros(0x40)));
        assertThat(fixture.firmware.lastBuffer(CommandId.GET_ID).from(8)).isEqualTo(Bytes.u32Le(0x80));
        assertThat(fixture.issue(sev, GET_ID, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {GET_ID, GET_ID2})
    void requiresFirmwareThatHasIdsBeforeItReadsTheArgument(int command) {
        HostFixture old =
                new HostFixture(HostFixture.milan(), 64L << 20, f -> f.version(new ApiVersion(0, 15))).quiet();
        int file = old.open(DevicePath.DEV_SEV, 2);

        assertThat(old.issue(file, command, 0)).isEqualTo(Outcome.failed(Errno.ENOTSUPP, UNTOUCHED));
        assertThat(old.log).isEmpty();
    }

    @Test
    void readsIdsWithoutInitialisingThePlatform() {
        HostFixture down = HostFixture.uninitialised();
        int file = down.open(DevicePath.DEV_SEV, 0);

        assertThat(down.issue(file, GET_ID, down.user(Bytes.zeros(0x80)).value()))
                .isEqualTo(Outcome.ok());

        assertThat(down.log).containsExactly("GET_ID");
    }
}
