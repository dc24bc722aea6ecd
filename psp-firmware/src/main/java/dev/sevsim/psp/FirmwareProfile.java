package dev.sevsim.psp;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.memory.TweakMode;
import dev.sevsim.memory.TweakSource;
import dev.sevsim.psp.flaw.FirmwareFlaw;
import dev.sevsim.psp.keys.AmdRoots;
import dev.sevsim.psp.platform.FirmwareVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that differs from one generation of processors and firmware to the next.
 *
 * <p>Source: sev-firmware-api.md sections 1.1, 5.1, 6.7, 7.1 and 7.3; guest-owner-tools.md section 5.5 (signatures). Where those
 * have no number, it is our choice: builds, core counts, the ASID split, and all ASID numbers but that of the generation
 * after the first.
 *
 * @param name for people and traces
 * @param version API version of the firmware
 * @param build its build
 * @param cpu what the cores are and report
 * @param encryption how memory is encrypted
 * @param mailbox where the mailbox registers lie
 * @param roots whose certificates stand above the chip's
 * @param flaws published weaknesses that this firmware has
 */
public record FirmwareProfile(
        String name,
        ApiVersion version,
        int build,
        Cpu cpu,
        MemoryEncryption encryption,
        MailboxRegisters mailbox,
        AmdRoots roots,
        Set<FirmwareFlaw> flaws) {
    private static final int SME_SEV_FLUSH_ES = 0xF;
    private static final int COHERENT = 1 << 10;
    private static final int REDUCTION_SHIFT = 6;
    private static final int AES_128 = 16;
    private static final int AES_256 = 32;

    /** What every published SEV firmware has. */
    private static final Set<FirmwareFlaw> PUBLISHED_FLAWS = Set.of(FirmwareFlaw.DIGEST_WITHOUT_PLACE);

    public FirmwareProfile {
        flaws = Set.copyOf(flaws);
    }

    /**
     * The cores.
     *
     * @param cores cores of the machine, a few only: each has a "WBINVD done" flag and nothing else
     * @param coresPerComplex cores that share a cache
     * @param signature CPUID Fn0000_0001 EAX
     * @param features CPUID Fn8000_001F EAX
     * @param maximumAsid highest ASID of an encrypted guest
     * @param minSevNoEsAsid lowest ASID of a guest without ES
     */
    public record Cpu(
            int cores, int coresPerComplex, int signature, int features, int maximumAsid, int minSevNoEsAsid) {}

    /**
     * The memory controllers.
     *
     * @param tweakMode how the address tweak enters a block
     * @param tweakSource where the tweak constants come from
     * @param keyBytes bytes of a memory encryption key: 16 or 32
     * @param cBit position of the C-bit in an address
     * @param addressReduction physical address bits lost when encryption is on
     */
    public record MemoryEncryption(
            TweakMode tweakMode, TweakSource tweakSource, int keyBytes, int cBit, int addressReduction) {}

    /** First generation: XE under the published constants; RSA-2048 roots; caches are not coherent across keys. */
    public static FirmwareProfile naples() {
        return new FirmwareProfile(
                "Naples",
                new ApiVersion(0, 17),
                22,
                new Cpu(8, 4, 0x00800F12, SME_SEV_FLUSH_ES, 15, 5),
                new MemoryEncryption(TweakMode.XE, TweakSource.PUBLISHED, AES_128, 47, 5),
                MailboxRegisters.V1,
                AmdRoots.NAPLES,
                PUBLISHED_FLAWS);
    }

    /** Second generation: XEX under constants of each boot; RSA-4096 roots. */
    public static FirmwareProfile rome() {
        return new FirmwareProfile(
                "Rome",
                new ApiVersion(0, 24),
                15,
                new Cpu(8, 4, 0x00830F10, SME_SEV_FLUSH_ES | COHERENT, 509, 100),
                new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, AES_128, 47, 1),
                MailboxRegisters.V2,
                AmdRoots.ROME,
                PUBLISHED_FLAWS);
    }

    /** Third generation: the default machine. */
    public static FirmwareProfile milan() {
        return new FirmwareProfile(
                "Milan",
                new ApiVersion(1, 55),
                24,
                new Cpu(8, 4, 0x00A00F11, SME_SEV_FLUSH_ES | COHERENT, 509, 100),
                new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, AES_128, 51, 1),
                MailboxRegisters.V2,
                AmdRoots.MILAN,
                PUBLISHED_FLAWS);
    }

    /** Fourth generation: memory keys of 256 bits, here under the XEX tweak like the others. */
    public static FirmwareProfile genoa() {
        return new FirmwareProfile(
                "Genoa",
                new ApiVersion(1, 55),
                25,
                new Cpu(8, 4, 0x00A10F10, SME_SEV_FLUSH_ES | COHERENT, 1006, 100),
                new MemoryEncryption(TweakMode.XEX, TweakSource.RANDOM_PER_BOOT, AES_256, 51, 1),
                MailboxRegisters.V2,
                AmdRoots.GENOA,
                PUBLISHED_FLAWS);
    }

    /** All generations, oldest first. */
    public static List<FirmwareProfile> generations() {
        return List.of(naples(), rome(), milan(), genoa());
    }

    /** The generation of a name, in any case; empty for one that is not modelled. */
    public static Optional<FirmwareProfile> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return generations().stream()
                .filter(profile -> profile.name.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }

    /** This generation with firmware of another version. */
    public FirmwareProfile withFirmware(ApiVersion otherVersion, int otherBuild) {
        return new FirmwareProfile(name, otherVersion, otherBuild, cpu, encryption, mailbox, roots, flaws);
    }

    /** This generation with one weakness more. */
    public FirmwareProfile with(FirmwareFlaw flaw) {
        Set<FirmwareFlaw> more = EnumSet.of(flaw);
        more.addAll(flaws);
        return new FirmwareProfile(name, version, build, cpu, encryption, mailbox, roots, more);
    }

    /** This generation with one weakness mended. */
    public FirmwareProfile without(FirmwareFlaw flaw) {
        Set<FirmwareFlaw> fewer = EnumSet.noneOf(FirmwareFlaw.class);
        fewer.addAll(flaws);
        fewer.remove(flaw);
        return new FirmwareProfile(name, version, build, cpu, encryption, mailbox, roots, fewer);
    }

    /** This generation with the address tweak applied another way: the first parts had XE where later ones have XEX. */
    public FirmwareProfile withTweakMode(TweakMode mode) {
        MemoryEncryption other = new MemoryEncryption(
                mode, encryption.tweakSource, encryption.keyBytes, encryption.cBit, encryption.addressReduction);
        return new FirmwareProfile(name, version, build, cpu, other, mailbox, roots, flaws);
    }

    /** Memory of this generation, as it is when switched on; {@code sizeBytes} is a multiple of 4096. */
    public EncryptedMemory memory(long sizeBytes, SimRandom random) {
        return memory(sizeBytes, random, Workers.direct());
    }

    /** As above; {@code workers} encrypt while the caller's thread measures. */
    public EncryptedMemory memory(long sizeBytes, SimRandom random, Workers workers) {
        return new EncryptedMemory(
                new EncryptedMemory.Board(sizeBytes, cpu.cores, cpu.maximumAsid, encryption.keyBytes),
                encryption.tweakMode,
                encryption.tweakSource.constants(random.split("tweak")),
                random.split("sme"),
                workers);
    }

    /** CPUID Fn8000_001F. */
    public CpuidResult encryptionLeaf() {
        return new CpuidResult(
                cpu.features,
                encryption.cBit | encryption.addressReduction << REDUCTION_SHIFT,
                cpu.maximumAsid,
                cpu.minSevNoEsAsid);
    }

    /** Whether the caches keep lines of one address under different keys coherent: CPUID Fn8000_001F EAX bit 10. */
    public boolean isCacheCoherent() {
        return (cpu.features & COHERENT) != 0;
    }

    FirmwareVersion firmwareVersion() {
        return new FirmwareVersion(version, build);
    }
}
