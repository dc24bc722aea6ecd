package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The paravirtual clock: two structures in a shared page that the hypervisor updates.
 *
 * <p>The time since the hypervisor's last update would come from the time-stamp counter; the modelled processor has
 * none to read, so time moves when the hypervisor updates. Source: docs/reference/guest-kernel.md sections 9.3 and 10;
 * Linux {@code Documentation/virt/kvm/x86/msr.rst}.
 */
final class KvmClock implements KernelTime {
    private static final int WALL_CLOCK = 64;
    private static final int SYSTEM_TIME = 16;

    private final GuestCpu cpu;
    private final SharedPage page;
    private boolean running;
    private long schedulerOffset;

    /** A clock that stands at zero until {@link #start}; {@code shared} maps its page without the C-bit. */
    KvmClock(GuestCpu cpu, PhysicalMemory shared, long page) {
        this.cpu = cpu;
        this.page = new SharedPage(shared, page);
    }

    /**
     * The page with both structures of the hypervisor.
     *
     * @param memory maps it without the C-bit
     */
    private record SharedPage(PhysicalMemory memory, long address) {
        private static final int STRUCTURES_SIZE = 128;
        private static final int ATTEMPTS = 16;

        void clear() {
            memory.write(address, Bytes.zeros(STRUCTURES_SIZE));
        }

        /** Reads from a structure; an odd version is an update under way. */
        ByteBuffer stable(int offset, int length) {
            ByteBuffer structure = memory.read(address + offset, length).asLittleEndian();
            for (int i = 0; i < ATTEMPTS && (structure.getInt(0) & 1) != 0; i++) {
                structure = memory.read(address + offset, length).asLittleEndian();
            }
            return structure;
        }
    }

    /** Clears the shared page and passes its address to the hypervisor; false when no clock appears in it. */
    boolean start() {
        page.clear();
        cpu.writeMsr(Msr.KVM_SYSTEM_TIME, page.address() | Msr.KVM_ENABLED);
        cpu.writeMsr(Msr.KVM_WALL_CLOCK, page.address() + WALL_CLOCK);
        running = page.stable(0, SYSTEM_TIME).getInt(0) != 0;
        schedulerOffset = running ? systemTime() : 0;
        return running;
    }

    /** Nanoseconds on the hypervisor's clock when this one started. */
    long schedulerOffset() {
        return schedulerOffset;
    }

    @Override
    public long uptimeNanos() {
        return running ? Math.max(0, systemTime() - schedulerOffset) : 0;
    }

    @Override
    public Instant now() {
        if (!running) {
            return Instant.EPOCH;
        }
        ByteBuffer wall = page.stable(WALL_CLOCK, 12);
        long seconds = Integer.toUnsignedLong(wall.getInt(4));
        long nanos = Integer.toUnsignedLong(wall.getInt(8)) % TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(seconds, nanos).plusNanos(systemTime());
    }

    private long systemTime() {
        return page.stable(0, SYSTEM_TIME + Long.BYTES).getLong(SYSTEM_TIME);
    }
}
