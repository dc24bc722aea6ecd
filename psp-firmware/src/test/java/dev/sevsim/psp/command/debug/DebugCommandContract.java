package dev.sevsim.psp.command.debug;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that DBG_DECRYPT and DBG_ENCRYPT have in common: docs/reference/sev-firmware-api.md section 4.6. */
abstract class DebugCommandContract {
    static final int ASID = TestMachine.PLAIN_ASID;

    @AutoClose
    final TestMachine machine = new TestMachine();

    private final CommandId command;

    DebugCommandContract(CommandId command) {
        this.command = command;
    }

    @Test
    void checksInOrder() {
        machine.expectRefusal(command, debug(9, 1, 1, 1), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(command, debug(9, 1, 1, 1), SevStatus.INVALID_PLATFORM_STATE);
        int closed = machine.start(TestMachine.POLICY);
        machine.expectRefusal(command, debug(9, 1, 0x10, 1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(command, debug(9, 0x10, 1, 1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(command, debug(9, 0x10, 0x10, 1), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(command, debug(9, 0x10, 0x10, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(command, debug(closed, 0x10, 0x10, 0), SevStatus.POLICY_FAILURE);
        int handle = machine.start(0);
        machine.expectRefusal(command, debug(handle, -16, -16, 0), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(command, debug(handle, -16, 0, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(command, debug(handle, -16, 0, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(command, debug(handle, 0x1000, -16, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(command, debug(handle, 0, 0x1000, 16), SevStatus.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 17, -1})
    void refusesLengthsThatAreNoBlocks(int length) {
        int handle = debuggable();

        machine.expectRefusal(command, debug(handle, 0x20000, 0x30000, length), SevStatus.INVALID_LENGTH);
    }

    @Test
    void copiesAcrossOneBoundaryOf64MiBOnly() {
        int handle = debuggable();

        machine.expectRefusal(command, debug(handle, 0x20000, 0x30000, 0x80000000), SevStatus.INVALID_PARAM);
        machine.expectRefusal(command, debug(handle, 0x20000, 0x30000, 0x4000000), SevStatus.INVALID_ADDRESS);
    }

    final int debuggable() {
        int handle = machine.initialised().start(0);
        machine.activate(handle, ASID);
        return handle;
    }

    static Bytes debug(int handle, long source, long destination, int length) {
        return new DebugTransfer(handle, source, destination, length).encode();
    }
}
