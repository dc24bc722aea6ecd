package dev.sevsim.host.profile;

import dev.sevsim.abi.chip.ChipGeneration;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Linux host: its processor and its kernel.
 *
 * @param cpu the processor
 * @param kernel the kernel
 */
public record HostProfile(Cpu cpu, Kernel kernel) {
    /** Whether SEV-ES is set up when the driver starts. */
    public enum EncryptedState {
        OFF,
        ON
    }

    /** Whether CLFLUSH is needed around firmware access to a page. */
    public enum CacheCoherency {
        SOFTWARE,
        HARDWARE
    }

    /**
     * The processor as CPUID reports it.
     *
     * <p>Source: docs/reference/kvm-host.md section 3.1; docs/reference/sev-firmware-api.md section 7.3.
     *
     * @param signature CPUID 1 EAX
     * @param addressBits widths of addresses
     * @param asids ASIDs of encrypted guests
     * @param coherency whether encrypted and plain lines are kept coherent, CPUID 0x8000001F EAX[10]
     */
    public record Cpu(int signature, AddressBits addressBits, Asids asids, CacheCoherency coherency) {
        /** A processor of this generation. */
        public static Cpu of(ChipGeneration generation) {
            ChipGeneration.Cpu cores = generation.cpu();
            ChipGeneration.MemoryEncryption encryption = generation.encryption();
            return new Cpu(
                    cores.signature(),
                    new AddressBits(cores.physicalAddressBits(), encryption.cBit()),
                    new Asids(cores.minSevNoEsAsid(), cores.maximumAsid()),
                    cores.isCacheCoherent() ? CacheCoherency.HARDWARE : CacheCoherency.SOFTWARE);
        }

        /** Whether the processor has SEV at all. */
        public boolean hasSev() {
            return asids.max() != 0;
        }
    }

    /**
     * Widths of addresses.
     *
     * @param physical bits of a physical address, CPUID 0x80000008 EAX[7:0]
     * @param cBit position of the C-bit, CPUID 0x8000001F EBX[5:0]
     */
    public record AddressBits(int physical, int cBit) {}

    /**
     * ASIDs of encrypted guests.
     *
     * @param minSev lowest ASID of a guest without ES, CPUID 0x8000001F EDX
     * @param max highest ASID, CPUID 0x8000001F ECX; 0 for a processor without SEV
     */
    public record Asids(int minSev, int max) {}

    /**
     * The kernel with its module options and the limits of its processes.
     *
     * <p>Source: docs/reference/kvm-host.md sections 1.8, 2.6 and 3.2.
     *
     * @param version kernel version whose ABI and behaviour is modelled
     * @param encryptedState whether the driver initialises the platform for SEV-ES, with a trusted memory region
     * @param memoryLockLimit RLIMIT_MEMLOCK in bytes
     * @param miscLimits limits of the misc control group
     * @param initExPath parameter {@code init_ex_path} of the ccp driver: the file that holds the firmware's store; empty
     *     for the store in flash
     */
    public record Kernel(
            KernelProfile version,
            EncryptedState encryptedState,
            long memoryLockLimit,
            MiscLimits miscLimits,
            Optional<Path> initExPath) {
        /** Linux 6.1 without SEV-ES, without limits and with the store in flash. */
        public static final Kernel DEFAULT = new Kernel(
                KernelProfile.LINUX_6_1, EncryptedState.OFF, Long.MAX_VALUE, MiscLimits.NONE, Optional.empty());
    }

    /** A third-generation EPYC with the default kernel. */
    public static HostProfile milan() {
        return of(ChipGeneration.MILAN);
    }

    /** A processor of this generation with the default kernel. */
    public static HostProfile of(ChipGeneration generation) {
        return new HostProfile(Cpu.of(generation), Kernel.DEFAULT);
    }

    /** Returns a copy with this CPUID 1 EAX. */
    public HostProfile withSignature(int signature) {
        return with(new Cpu(signature, cpu.addressBits, cpu.asids, cpu.coherency));
    }

    /** Returns a copy with this range of ASIDs. */
    public HostProfile withAsids(int minSev, int max) {
        return with(new Cpu(cpu.signature, cpu.addressBits, new Asids(minSev, max), cpu.coherency));
    }

    /** Returns a copy with this coherency of caches. */
    public HostProfile withCacheCoherency(CacheCoherency coherency) {
        return with(new Cpu(cpu.signature, cpu.addressBits, cpu.asids, coherency));
    }

    /** Returns a copy with this kernel version. */
    public HostProfile withKernel(KernelProfile version) {
        return with(new Kernel(
                version, kernel.encryptedState, kernel.memoryLockLimit, kernel.miscLimits, kernel.initExPath));
    }

    /** Returns a copy with SEV-ES on or off at the start of the driver. */
    public HostProfile withEncryptedState(EncryptedState state) {
        return with(new Kernel(kernel.version, state, kernel.memoryLockLimit, kernel.miscLimits, kernel.initExPath));
    }

    /** Returns a copy with this RLIMIT_MEMLOCK in bytes. */
    public HostProfile withMemoryLockLimit(long bytes) {
        return with(new Kernel(kernel.version, kernel.encryptedState, bytes, kernel.miscLimits, kernel.initExPath));
    }

    /** Returns a copy with these limits of the misc control group. */
    public HostProfile withMiscLimits(MiscLimits limits) {
        return with(
                new Kernel(kernel.version, kernel.encryptedState, kernel.memoryLockLimit, limits, kernel.initExPath));
    }

    /** Returns a copy whose driver keeps the firmware's store in this file. */
    public HostProfile withInitExPath(Path file) {
        return with(new Kernel(
                kernel.version, kernel.encryptedState, kernel.memoryLockLimit, kernel.miscLimits, Optional.of(file)));
    }

    private HostProfile with(Cpu other) {
        return new HostProfile(other, kernel);
    }

    private HostProfile with(Kernel other) {
        return new HostProfile(cpu, other);
    }
}
