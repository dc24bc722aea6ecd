package dev.sevsim.psp.model;

import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;

/** The firmware under test on a machine of the worked example. */
final class FirmwareMachine implements Machine {
    private final TestMachine machine;

    FirmwareMachine() {
        machine = new TestMachine(
                WorkedExample.profile(), WorkedExample.identity(), new TestRandom("model"), Layout.DRAM);
    }

    @Override
    public int ring(int register, long address) {
        machine.trace.clear();
        return machine.mailbox(register, address);
    }

    @Override
    public byte[] read(long address, int length) {
        byte[] target = new byte[length];
        machine.memory.firmwarePort().read(key(address), address & ~Layout.C_BIT, target, 0, length);
        return target;
    }

    @Override
    public void write(long address, byte[] content) {
        machine.memory.firmwarePort().write(key(address), address & ~Layout.C_BIT, content, 0, content.length);
    }

    @Override
    public void writeBackInvalidate(int core) {
        machine.memory.writeBackInvalidate(core);
    }

    TestMachine inner() {
        return machine;
    }

    @Override
    public void close() {
        machine.close();
    }

    private static Encryption key(long address) {
        return (address & Layout.C_BIT) == 0 ? Encryption.PLAIN : Encryption.ENCRYPTED;
    }
}
