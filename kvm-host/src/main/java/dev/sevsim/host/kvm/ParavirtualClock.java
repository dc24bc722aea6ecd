package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.kernel.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * KVM's clock: the guest writes the address of a page to an MSR and KVM writes the time to the page.
 *
 * <p>KVM writes through the host's view of memory, so the page must be shared; in a private page the guest reads the
 * plaintext as decrypted by its key. The time-stamp counter runs at 1 GHz of simulated time (our choice).
 *
 * <p>Source: Linux {@code Documentation/virt/kvm/x86/msr.rst}.
 */
final class ParavirtualClock {
    private final SimClock clock;
    private final MemorySlots slots;
    private final AddressSpace memory;
    private long wallClock;
    private long systemTime;
    private int version;
    private long written = -1;

    ParavirtualClock(SimClock clock, MemorySlots slots, AddressSpace memory) {
        this.clock = clock;
        this.slots = slots;
        this.memory = memory;
    }

    long read(int msr) {
        return msr == Msr.KVM_WALL_CLOCK ? wallClock : systemTime;
    }

    void write(int msr, long value) {
        if (msr == Msr.KVM_WALL_CLOCK) {
            wallClock = value;
            writeWallClock();
        } else {
            systemTime = value;
            written = -1;
            refresh();
        }
    }

    /** Writes the time to the guest's page before an entry. */
    void refresh() {
        long now = clock.elapsedNanos();
        if ((systemTime & Msr.KVM_ENABLED) == 0 || now == written) {
            return;
        }
        written = now;
        version += 2;
        store(systemTime & ~(long) Msr.KVM_ENABLED, new SystemTime(version, now).encode());
    }

    /**
     * The structure at the address in MSR_KVM_SYSTEM_TIME_NEW. The counter is that of simulated time, so time stamp and
     * time are equal.
     *
     * @param version even: no update is under way
     * @param nanos the time
     */
    private record SystemTime(int version, long nanos) {
        private static final int SIZE = 32;

        /** With the shift: nanoseconds in a tick as a fraction of 2^32. */
        private static final int TSC_MULTIPLIER = 0x8000_0000;

        private static final byte TSC_SHIFT = 1;
        private static final byte TSC_STABLE = 1;

        ByteBuffer encode() {
            ByteBuffer b = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
            b.putInt(version).putInt(0).putLong(nanos).putLong(nanos);
            return b.putInt(TSC_MULTIPLIER).put(TSC_SHIFT).put(TSC_STABLE);
        }
    }

    /** The wall clock at the moment when system time was zero. */
    private void writeWallClock() {
        if (wallClock == 0) {
            return;
        }
        Instant boot = clock.now().minusNanos(clock.elapsedNanos());
        ByteBuffer b = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(nextWallVersion()).putInt((int) boot.getEpochSecond()).putInt(boot.getNano());
        store(wallClock, b);
    }

    /** The next even version after the one in the guest's page. */
    private int nextWallVersion() {
        int held = slots.toUser(new GuestPhysical(wallClock))
                .filter(user -> memory.isMapped(user, Integer.BYTES))
                .map(user -> memory.read(user, Integer.BYTES).asLittleEndian().getInt())
                .orElse(0);
        return held + (held & 1) + 2;
    }

    /** Writes nothing at an address outside the slots. */
    private void store(long guestAddress, ByteBuffer content) {
        byte[] raw = new byte[content.capacity()];
        content.get(0, raw);
        slots.toUser(new GuestPhysical(guestAddress))
                .filter(user -> memory.isMapped(user, raw.length))
                .ifPresent(user -> memory.write(user, Bytes.copyOf(raw)));
    }
}
