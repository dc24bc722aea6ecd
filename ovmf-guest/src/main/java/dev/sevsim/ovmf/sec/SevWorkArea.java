package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;
import java.util.EnumSet;
import java.util.Set;

/**
 * The SEV part of the work area, written through the C-bit: 25 bytes of status MSR, random value, encryption mask and
 * flags.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 5.4.
 */
final class SevWorkArea {
    private static final int SIZE = 25;

    private final GuestCpu cpu;
    private final long base;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);

    /** Fields by their offsets; all but the flags are u64. */
    enum Field {
        STATUS(0),
        RANDOM(8),
        MASK(16),
        FLAGS(24);

        private final int offset;

        Field(int offset) {
            this.offset = offset;
        }
    }

    /** Bits of the flags. */
    enum Flag {
        /** The VMM communication exception was taken. */
        VC_TAKEN(1),
        /** Encrypted and plain lines are coherent. */
        COHERENT(1 << 1);

        private final int mask;

        Flag(int mask) {
            this.mask = mask;
        }
    }

    SevWorkArea(GuestCpu cpu, long base) {
        this.cpu = cpu;
        this.base = base;
    }

    void clear() {
        cpu.write(new GuestPhysical(base), Encryption.ENCRYPTED, Bytes.zeros(SIZE));
    }

    GuestPhysical address(Field field) {
        return new GuestPhysical(base + field.offset);
    }

    void put(Field field, long value) {
        cpu.write(address(field), Encryption.ENCRYPTED, Bytes.u64Le(value));
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    void raise(Flag flag) {
        flags.add(flag);
        int byteValue = flags.stream().mapToInt(raised -> raised.mask).sum();
        cpu.write(address(Field.FLAGS), Encryption.ENCRYPTED, Bytes.of(byteValue));
    }
}
