package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class PekCsrCommandTest extends MachineTest {
    private static final int SIZE = 0x824;

    @Test
    void writesThePekWithBlankSlots() {
        machine.initialised();

        assertThat(machine.run(CommandId.PEK_CSR, new PekCsr(0x10000, 0x2000).encode()))
                .isEqualTo(SevStatus.SUCCESS);

        Bytes csr = machine.read(0x10000, SIZE);
        Bytes blank = Bytes.concat(Bytes.fromHex("0010000000000000"), Bytes.zeros(0x200));
        assertThat(csr.slice(0, 0x414))
                .isEqualTo(machine.platform().keys().certificates().pekBytes().slice(0, 0x414));
        assertThat(csr.from(0x414)).isEqualTo(Bytes.concat(blank, blank));
        assertThat(machine.buffer(PekCsr.SIZE)).isEqualTo(new PekCsr(0x10000, SIZE).encode());
    }

    @Test
    void answersAShortLengthWithTheNeededOne() {
        machine.initialised();

        machine.expectLengthNeeded(CommandId.PEK_CSR, length -> new PekCsr(-1, length).encode(), SIZE);
    }

    @Test
    void refusesABadAddress() {
        machine.initialised();

        machine.expectRefusal(
                CommandId.PEK_CSR, new PekCsr(TestMachine.SIZE - 1, SIZE).encode(), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.PEK_CSR, new PekCsr(0, SIZE).encode(), SevStatus.INVALID_PARAM);
    }

    @Test
    void refusesBeforeInitWhateverTheLength() {
        machine.expectRefusal(CommandId.PEK_CSR, new PekCsr(0, 0).encode(), SevStatus.INVALID_PLATFORM_STATE);
    }
}
