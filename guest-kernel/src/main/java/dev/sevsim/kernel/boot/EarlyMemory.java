package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.bus.cpu.GhcbProtocol;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.boot.KernelMemory.Area;
import dev.sevsim.kernel.memory.BounceBuffers;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.MappedMemory;
import dev.sevsim.kernel.memory.MemBlock;
import dev.sevsim.kernel.memory.PageTables;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's memory from its first page tables to the pool of bounce buffers.
 *
 * <p>Everything starts private; what the hypervisor or a device has to see is made shared here. Source:
 * docs/reference/guest-kernel.md sections 9.3, 10 and 10.1.
 */
final class EarlyMemory {
    private static final int BOUNCE_PERCENT = 6;
    private static final long BOUNCE_MINIMUM_MIB = 64;
    private static final long BOUNCE_MAXIMUM_MIB = 1024;
    private static final int MIB_SHIFT = 20;
    private static final long LARGE_PAGE = 2L << MIB_SHIFT;
    private static final long DEVICE_LIMIT = 1L << 32;

    private final GuestCpu cpu;
    private final KernelMemory kernelMemory;
    private final SevFeatures sev;
    private final MappedMemory memory;
    private KvmFeatures kvm = new KvmFeatures(0);

    EarlyMemory(GuestCpu cpu, KernelMemory kernelMemory, SevFeatures sev) {
        this.cpu = cpu;
        this.kernelMemory = kernelMemory;
        this.sev = sev;
        Area tables = Area.PAGE_TABLES;
        this.memory = new MappedMemory(
                cpu, new PageTables(cpu, kernelMemory.address(tables), tables.pages(), sev.encryptionMask()));
    }

    /** Builds the page tables, tries the C-bit out, and shares the section that the hypervisor reads and writes. */
    void start() {
        memory.tables().build();
        verifyEncryptionBit();
        share(Area.DECRYPTED);
    }

    /**
     * Shares the GHCB of this vCPU: from now on every exit is a request in it. Source: docs/reference/guest-kernel.md
     * section 11.
     */
    void startCommunication(GhcbProtocol exceptions) {
        long unused = exceptions.negotiate();
        share(Area.GHCB);
        exceptions.usePage(new GuestPhysical(kernelMemory.address(Area.GHCB)));
    }

    /** Memory as the page tables map it. */
    MappedMemory memory() {
        return memory;
    }

    /**
     * A random value written with the C-bit set must be read back through the guest's key. Source:
     * docs/reference/guest-kernel.md section 9.3, step 4.
     */
    private void verifyEncryptionBit() {
        if (sev.encryptionMask() == 0) {
            return;
        }
        if (!cpu.isEncryptionBit(Long.numberOfTrailingZeros(sev.encryptionMask()))) {
            throw cpu.deadLoop();
        }
        byte[] raw = new byte[Long.BYTES];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putLong(cpu.random());
        Bytes written = Bytes.copyOf(raw);
        long check = kernelMemory.address(Area.CHECK);
        memory.write(check, written);
        if (!cpu.fetch(new GuestPhysical(check), Long.BYTES).equals(written)) {
            throw cpu.deadLoop();
        }
        memory.write(check, Bytes.zeros(Long.BYTES));
    }

    /** The early variant keeps the content: it is read with the old attribute and written with the new. */
    private void share(Area area) {
        long address = kernelMemory.address(area);
        byte[] content = new byte[area.pages() * Page.SIZE];
        memory.read(address, content, 0, content.length);
        if (change(address, area.pages(), Encryption.PLAIN) != 0) {
            throw cpu.deadLoop();
        }
        memory.write(address, content, 0, content.length);
    }

    /** Changes whole pages and reports them to a hypervisor with migration control: 0 or a negative errno. */
    int change(long address, long pages, Encryption to) {
        int errno = memory.tables().change(address, pages, to);
        if (errno == 0 && sev.isSev() && kvm.tracksEncryption()) {
            kvm.report(cpu, address, pages, to);
        }
        return errno;
    }

    /**
     * Shares what a KVM guest shares, and reports to a hypervisor with migration control what is private: all RAM, then
     * less the decrypted section.
     */
    void meetHypervisor(KvmFeatures features, E820Map e820) {
        kvm = features;
        if (sev.isSev() && kvm.tracksEncryption()) {
            e820.entries().stream()
                    .filter(entry -> entry.type() == E820Type.RAM)
                    .forEach(entry -> kvm.report(cpu, entry.address(), entry.size() / Page.SIZE, Encryption.ENCRYPTED));
            kvm.report(cpu, kernelMemory.address(Area.DECRYPTED), Area.DECRYPTED.pages(), Encryption.PLAIN);
            kvm.allowMigration(cpu);
        }
        if (kvm.hasStealTime()) {
            share(Area.PER_CPU);
            kvm.startStealTime(cpu, memory, kernelMemory.address(Area.PER_CPU));
        }
    }

    /** What is RAM and not in use yet. */
    MemBlock allocator(E820Map e820, BootParams params, KernelImage image) {
        MemBlock free = new MemBlock(e820);
        free.reserve(0, LARGE_PAGE / 2);
        free.reserve(kernelMemory.base(), (long) KernelMemory.PAGES * Page.SIZE);
        free.reserve(image.base(), image.initSize());
        free.reserve(params.ramdiskImage(), params.ramdiskSize());
        free.reserve(params.efiMap(), params.efiMapSize());
        return free;
    }

    /** Size of the pool in MiB: 6 percent of RAM, at least 64 MiB and at most 1 GiB. */
    static long bounceMegabytes(E820Map e820) {
        long wanted = (e820.ramBytes() * BOUNCE_PERCENT / 100) >> MIB_SHIFT;
        return Math.max(BOUNCE_MINIMUM_MIB, Math.min(BOUNCE_MAXIMUM_MIB, wanted));
    }

    /** Shares the pool in one go; empty where no range of that size is free. Its content is not cleared. */
    Optional<BounceBuffers> bounceBuffers(MemBlock free, long megabytes) {
        long size = megabytes << MIB_SHIFT;
        OptionalLong pool = free.allocate(size, LARGE_PAGE, DEVICE_LIMIT);
        if (pool.isEmpty() || change(pool.getAsLong(), size / Page.SIZE, Encryption.PLAIN) != 0) {
            return Optional.empty();
        }
        return Optional.of(new BounceBuffers(memory, pool.getAsLong(), size));
    }
}
