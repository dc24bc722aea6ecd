package dev.sevsim.psp.command.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;

class DbgEncryptCommandTest extends DebugCommandContract {
    DbgEncryptCommandTest() {
        super(CommandId.DBG_ENCRYPT);
    }

    @Test
    void putsTheHostsBytesIntoGuestMemory() {
        int handle = debuggable();
        machine.write(0x20000, WorkedExample.dataB());

        assertThat(machine.run(CommandId.DBG_ENCRYPT, debug(handle, 0x20010, 0x30020, 0x100)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ASID, 0x30020, 0x100))
                .isEqualTo(WorkedExample.dataB().slice(0x10, 0x110));
    }

    @Test
    void takesTheHostsKeyForASourceWithTheCBit() {
        int handle = debuggable();
        byte[] source = WorkedExample.dataB().toArray();
        machine.memory.firmwarePort().write(Encryption.ENCRYPTED, 0x20000, source, 0, source.length);

        machine.run(CommandId.DBG_ENCRYPT, debug(handle, 0x20000 | 1L << 51, 0x30000 | 1L << 51, 0x1000));

        assertThat(machine.guestReads(ASID, 0x30000, 0x1000)).isEqualTo(WorkedExample.dataB());
    }

    @Test
    void changesMemoryDuringALaunchAndNotTheDigest() {
        int handle = debuggable();
        machine.write(0x30000, WorkedExample.dataB());
        machine.update(handle, 0x30000, 0x1000);
        machine.write(0x20000, WorkedExample.dataA());

        assertThat(machine.run(CommandId.DBG_ENCRYPT, debug(handle, 0x20000, 0x30000, 16)))
                .isEqualTo(SevStatus.SUCCESS);
        machine.measure(handle);

        assertThat(machine.guest(handle).launchDigest()).contains(WorkedExample.sha256(WorkedExample.dataB()));
        assertThat(machine.guestReads(ASID, 0x30000, 16)).isEqualTo(WorkedExample.dataA());
    }
}
