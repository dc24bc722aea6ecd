package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.kernel.ProcessMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * KVM's clock: the guest writes the address of a page to an MSR and KVM writes the time to the page.
 *
 * <p>KVM writes through the host's view of memory, so the page must be shared; in a private page the guest reads the plaintext as decrypted by its key. The time-stamp counter runs at 1 GHz of simulated time (our choice).
 *
 * <p>Source: Linux {@code Documentation/virt/kvm/x86/msr.rst}.
 */
final class ParavirtualClock {
    private static final int SYSTEM_TIME_SIZE = 32;
    private static final int TSC_MULTIPLIER = 0x8000_0000;
    private static final byte TSC_SHIFT = 1;
    private static final byte TSC_STABLE = 1;

    private final SimClock clock;
    private final MemorySlots slots;
    private final ProcessMemory memory;
    private long wallClock;
    private long systemTime;
    private int version;
    private long written = -1;

    ParavirtualClock(SimClock clock, MemorySlots slots, ProcessMemory memory) {
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
        ByteBuffer b = ByteBuffer.allocate(SYSTEM_TIME_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(version += 2).putInt(0).putLong(now).putLong(now);
        b.putInt(TSC_MULTIPLIER).put(TSC_SHIFT).put(TSC_STABLE);
        store(systemTime & ~(long) Msr.KVM_ENABLED, b);
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
