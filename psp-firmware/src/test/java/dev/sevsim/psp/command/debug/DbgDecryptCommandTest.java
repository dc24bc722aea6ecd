package dev.sevsim.psp.command.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;

class DbgDecryptCommandTest extends DebugCommandContract {
    DbgDecryptCommandTest() {
        super(CommandId.DBG_DECRYPT);
    }

    @Test
    void showsTheHostWhatTheGuestWrote() {
        int handle = debuggable();
        machine.guestWrites(ASID, 0x20000, WorkedExample.dataB());

        assertThat(machine.run(CommandId.DBG_DECRYPT, debug(handle, 0x20010, 0x30020, 0x100)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.read(0x30020, 0x100)).isEqualTo(WorkedExample.dataB().slice(0x10, 0x110));
        assertThat(machine.read(0x20000, 0x1000)).isNotEqualTo(WorkedExample.dataB());
    }

    @Test
    void writesUnderTheHostsKeyToADestinationWithTheCBit() {
        int handle = debuggable();
        machine.guestWrites(ASID, 0x20000, WorkedExample.dataB());

        machine.run(CommandId.DBG_DECRYPT, debug(handle, 0x20000 | 1L << 51, 0x30000 | 1L << 51, 0x1000));

        byte[] target = new byte[0x1000];
        machine.memory.firmwarePort().read(Encryption.ENCRYPTED, 0x30000, target, 0, target.length);
        assertThat(Bytes.copyOf(target)).isEqualTo(WorkedExample.dataB());
        assertThat(machine.read(0x30000, 0x1000)).isNotEqualTo(WorkedExample.dataB());
    }
}
