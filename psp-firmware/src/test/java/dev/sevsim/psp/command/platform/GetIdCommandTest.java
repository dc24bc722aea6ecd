package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GetId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GetIdCommandTest extends MachineTest {
    private static final long ID = 0x10000;

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x41, 0x80, 0x1000})
    void writesSixtyFourBytesAndTheirLength(int length) {
        machine.write(ID, Bytes.zeros(0x1000));

        assertThat(machine.run(CommandId.GET_ID, new GetId(ID, length).encode()))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.buffer(GetId.SIZE)).isEqualTo(new GetId(ID, 0x40).encode());
        assertThat(machine.read(ID, 0x40).isAllZero()).isFalse();
        assertThat(machine.read(ID + 0x40, 0xFC0).isAllZero()).isTrue();
    }

    @Test
    void namesTheChipWhateverBecomesOfItsIdentity() {
        Bytes first = id(machine);

        machine.initialised();
        machine.run(CommandId.PEK_GEN);
        assertThat(id(machine)).isEqualTo(first);
        machine.run(CommandId.SHUTDOWN);
        machine.run(CommandId.PLATFORM_RESET);
        assertThat(id(machine)).isEqualTo(first);
        try (TestMachine other = new TestMachine(FirmwareProfile.milan(), null, new TestRandom("other"))) {
            assertThat(id(other)).isNotEqualTo(first);
        }
    }

    @Test
    void answersAShortLengthWithTheNeededOne() {
        machine.expectLengthNeeded(CommandId.GET_ID, length -> new GetId(-1, length).encode(), 0x40);
    }

    @Test
    void refusesABadAddress() {
        machine.expectRefusal(
                CommandId.GET_ID, new GetId(TestMachine.SIZE - 1, 0x40).encode(), SevStatus.INVALID_ADDRESS);
    }

    private static Bytes id(TestMachine asked) {
        assertThat(asked.run(CommandId.GET_ID, new GetId(ID, 0x40).encode())).isEqualTo(SevStatus.SUCCESS);
        return asked.read(ID, 0x40);
    }
}
