package dev.sevsim.psp.model;

import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import java.util.function.Consumer;

/** The firmware under test on a machine of the worked example. */
final class FirmwareMachine implements Machine {
    private final TestMachine machine;
    private final Consumer<TraceEvent> observer;

    FirmwareMachine() {
        this(event -> {});
    }

    /** Shows every event of the trace. */
    FirmwareMachine(Consumer<TraceEvent> observer) {
        this.observer = observer;
        machine = new TestMachine(
                WorkedExample.profile(), WorkedExample.identity(), new TestRandom("model"), Layout.DRAM);
    }

    @Override
    public int ring(int register, long address) {
        machine.trace.clear();
        int response = machine.mailbox(register, address);
        machine.trace.forEach(observer);
        return response;
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
