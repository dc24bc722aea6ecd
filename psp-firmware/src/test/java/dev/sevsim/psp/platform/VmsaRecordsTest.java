package dev.sevsim.psp.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VmsaRecordsTest extends MachineTest {
    private static final int HANDLE = 1;

    private final VmsaRecords records = machine.platform().vmsaRecords();
    private final byte[] page = new byte[Vmsa.SIZE];

    @Test
    void hasNoRecordBeforeTheRegionIsPutToUse() {
        assertThat(records.isFull()).isTrue();
        assertThat(records.matches(HANDLE, page, 0)).isFalse();
        assertThat(machine.run(CommandId.INIT, new Init(1, TestMachine.TRUSTED_REGION, 1 << 20).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(records.isFull()).isTrue();
        assertThatThrownBy(() -> records.seal(HANDLE, page)).isInstanceOf(IllegalStateException.class);

        machine.flush();

        assertThat(records.isFull()).isFalse();
        records.seal(HANDLE, page);
        assertThat(records.matches(HANDLE, page, 0)).isTrue();
    }

    @Test
    void hasNoRecordOnAPlatformWithoutEs() {
        machine.initialised();

        assertThat(records.isFull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                Long.MIN_VALUE,
                TestMachine.TRUSTED_REGION - 64,
                TestMachine.TRUSTED_REGION + 8,
                TestMachine.TRUSTED_REGION + 64,
                TestMachine.TRUSTED_REGION + 128,
                TestMachine.TRUSTED_REGION + (1 << 20)
            })
    void followsNoPointerButThatOfTheGuestsOwnRecord(long pointer) {
        machine.initialisedWithEs();
        records.seal(HANDLE, page);
        records.seal(HANDLE + 1, new byte[Vmsa.SIZE]);

        Vmsa.INTEGRITY_RECORD.putU64(Vmsa.LAYOUT.view(page), pointer);

        assertThat(records.matches(HANDLE, page, 0)).isFalse();
    }

    @Test
    void givesTheLowestFreeRecord() {
        machine.initialisedWithEs();
        records.seal(HANDLE, page);
        records.seal(HANDLE + 1, new byte[Vmsa.SIZE]);
        records.release(HANDLE);
        assertThat(records.matches(HANDLE, page, 0)).isFalse();

        records.seal(HANDLE + 2, page);

        assertThat(Vmsa.INTEGRITY_RECORD.getU64(Vmsa.LAYOUT.view(page))).isEqualTo(TestMachine.TRUSTED_REGION);
        assertThat(records.count(HANDLE)).isZero();
        assertThat(records.count(HANDLE + 1)).isEqualTo(1);
        assertThat(records.matches(HANDLE + 2, page, 0)).isTrue();
        assertThat(records.matches(HANDLE, page, 0)).isFalse();
    }
}
