package dev.sevsim.psp.command.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DbgDecryptCommandTest {
    private static final int ASID = TestMachine.PLAIN_ASID;

    private final TestMachine machine = new TestMachine();

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 1, 1, 1), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 1, 1, 1), SevStatus.INVALID_PLATFORM_STATE);
        int closed = machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 1, 0x10, 1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 0x10, 1, 1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 0x10, 0x10, 1), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(9, 0x10, 0x10, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(closed, 0x10, 0x10, 0), SevStatus.POLICY_FAILURE);
        int handle = machine.start(0);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, -16, -16, 0), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, -16, 0, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, -16, 0, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, 0x1000, -16, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, 0, 0x1000, 16), SevStatus.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 17, -1})
    void refusesLengthsThatAreNoBlocks(int length) {
        int handle = debuggable();

        machine.expectRefusal(CommandId.DBG_DECRYPT, debug(handle, 0x20000, 0x30000, length), SevStatus.INVALID_LENGTH);
    }

    @Test
    void copiesAcrossOneBoundaryOf64MiBOnly() {
        int handle = debuggable();

        machine.expectRefusal(
                CommandId.DBG_DECRYPT, debug(handle, 0x20000, 0x30000, 0x80000000), SevStatus.INVALID_PARAM);
        machine.expectRefusal(
                CommandId.DBG_DECRYPT, debug(handle, 0x20000, 0x30000, 0x4000000), SevStatus.INVALID_ADDRESS);
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

    private int debuggable() {
        machine.initialised();
        int handle = machine.start(0);
        machine.activate(handle, ASID);
        return handle;
    }

    private static Bytes debug(int handle, long source, long destination, int length) {
        return new DebugTransfer(handle, source, destination, length).encode();
    }
}
