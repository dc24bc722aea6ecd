package dev.sevsim.abi.chip;

import dev.sevsim.abi.firmware.ApiVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A generation of EPYC processors with SEV: the one place for the figures in which generations differ.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 1.1, 5.1, 6.7, 7.1 and 7.3;
 * docs/reference/guest-owner-tools.md section 5.5 (signatures). Figures that those do not give are our choice: firmware
 * builds, core counts, the ASID split, and all ASID numbers but those of the generations after the first.
 */
@SuppressWarnings("ImmutableEnumChecker") // its parts are records of numbers and enums
public enum ChipGeneration {
    /** First generation: XE under the published constants; RSA-2048 roots; caches are not coherent across keys. */
    NAPLES(
            new Cpu(8, 4, 0x00800F12, ChipGeneration.SME_SEV_FLUSH_ES, 15, 5),
            new MemoryEncryption(TweakMode.XE, TweakSource.PUBLISHED, 16, 47, 5),
            new Firmware(new ApiVersion(0, 17), 22, 64 << 10)),

    /** Second generation: XEX under constants of each boot; RSA-4096 roots. */
    ROME(
            new Cpu(8, 4, 0x00830F10, ChipGeneration.SME_SEV_FLUSH_ES | ChipGeneration.COHERENT, 509, 100),
            new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, 16, 47, 5),
            new Firmware(new ApiVersion(0, 24), 15, 64 << 10)),

    /** Third generation: the default machine. */
    MILAN(
            new Cpu(8, 4, 0x00A00F11, ChipGeneration.SME_SEV_FLUSH_ES | ChipGeneration.COHERENT, 509, 100),
            new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, 16, 51, 5),
            new Firmware(new ApiVersion(1, 55), 24, 128 << 10)),

    /** Fourth generation: memory keys of 256 bits, here under the XEX tweak like the others. */
    GENOA(
            new Cpu(8, 4, 0x00A10F10, ChipGeneration.SME_SEV_FLUSH_ES | ChipGeneration.COHERENT, 1006, 100),
            new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, 32, 51, 6),
            new Firmware(new ApiVersion(1, 55), 25, 128 << 10));

    private static final int SME_SEV_FLUSH_ES = 0xF;
    private static final int COHERENT = 1 << 10;
    private static final int PHYSICAL_ADDRESS_BITS = 48;

    private final Cpu cpu;
    private final MemoryEncryption encryption;
    private final Firmware firmware;

    ChipGeneration(Cpu cpu, MemoryEncryption encryption, Firmware firmware) {
        this.cpu = cpu;
        this.encryption = encryption;
        this.firmware = firmware;
    }

    /**
     * The cores.
     *
     * @param cores cores of the machine, a few only: each has a "WBINVD done" flag and nothing else
     * @param coresPerComplex cores that share a cache
     * @param signature CPUID Fn0000_0001 EAX
     * @param features CPUID Fn8000_001F EAX
     * @param maximumAsid highest ASID of an encrypted guest, CPUID Fn8000_001F ECX
     * @param minSevNoEsAsid lowest ASID of a guest without ES, CPUID Fn8000_001F EDX
     */
    public record Cpu(
            int cores, int coresPerComplex, int signature, int features, int maximumAsid, int minSevNoEsAsid) {
        /** Bits of a physical address before encryption takes some away, CPUID Fn8000_0008 EAX[7:0]: our choice. */
        public int physicalAddressBits() {
            return PHYSICAL_ADDRESS_BITS;
        }

        /** Whether the caches keep lines of one address under different keys coherent: bit 10 of the features. */
        public boolean isCacheCoherent() {
            return (features & COHERENT) != 0;
        }
    }

    /**
     * The memory controllers.
     *
     * @param tweakMode how the address tweak enters a block
     * @param tweakSource the origin of the tweak constants
     * @param keyBytes bytes of a memory encryption key: 16 or 32
     * @param cBit position of the C-bit in an address, CPUID Fn8000_001F EBX[5:0]
     * @param addressReduction physical address bits that the host loses when encryption is on, CPUID Fn8000_001F
     *     EBX[11:6]
     */
    public record MemoryEncryption(
            TweakMode tweakMode, TweakSource tweakSource, int keyBytes, int cBit, int addressReduction) {
        /**
         * Physical address bits that an encrypted guest loses on every processor: the C-bit alone.
         *
         * <p>Source: docs/reference/sev-firmware-api.md section 7.3.
         */
        public static final int GUEST_ADDRESS_REDUCTION = 1;
    }

    /**
     * The firmware that the chip leaves the factory with.
     *
     * @param version API version
     * @param build 0 to 255
     * @param largestImage bytes of the largest image for DOWNLOAD_FIRMWARE
     */
    public record Firmware(ApiVersion version, int build, int largestImage) {}

    /** The generation of a title such as {@code milan}, in any case; empty for one that is not modelled. */
    public static Optional<ChipGeneration> named(String title) {
        return Stream.of(values())
                .filter(generation -> generation.name().equals(title.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The code name, such as {@code Milan}. */
    public String title() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** Its cores. */
    public Cpu cpu() {
        return cpu;
    }

    /** Its memory controllers. */
    public MemoryEncryption encryption() {
        return encryption;
    }

    /** Its factory firmware. */
    public Firmware firmware() {
        return firmware;
    }
}
