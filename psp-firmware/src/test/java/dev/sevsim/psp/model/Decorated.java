package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.HashSet;
import java.util.Set;

/** A machine before another one: it may look at a command, or answer in its place. */
class Decorated implements Machine {
    private static final int RESPONSE = 1 << 31;

    /** Handles or ASIDs that a subclass keeps apart. */
    final Set<Integer> noted = new HashSet<>();

    private final Machine machine;

    Decorated(Machine machine) {
        this.machine = machine;
    }

    @Override
    public int ring(int register, long address) {
        CommandId id = CommandId.fromCode(register >>> 16).orElse(null);
        return id == null
                ? machine.ring(register, address)
                : RESPONSE | answer(id, address).code();
    }

    /** Overridden by what is between host and firmware. */
    SevStatus answer(CommandId id, long address) {
        return pass(id, address);
    }

    final SevStatus pass(CommandId id, long address) {
        return SevStatus.fromCode(machine.ring(id.code() << 16, address) & 0xFFFF)
                .orElseThrow();
    }

    /** A field of four bytes at an offset of the buffer; 0 where there is no memory. */
    final int field(long address, int offset) {
        long at = World.plain(address);
        if (at < 0 || at + offset + Integer.BYTES > Layout.DRAM) {
            return 0;
        }
        byte[] raw = machine.read(address + offset, Integer.BYTES);
        return (raw[0] & 0xFF) | ((raw[1] & 0xFF) << 8) | ((raw[2] & 0xFF) << 16) | (raw[3] << 24);
    }

    @Override
    public byte[] read(long address, int length) {
        return machine.read(address, length);
    }

    @Override
    public void write(long address, byte[] content) {
        machine.write(address, content);
    }

    @Override
    public void writeBackInvalidate(int core) {
        machine.writeBackInvalidate(core);
    }

    @Override
    public void close() {
        machine.close();
    }
}
