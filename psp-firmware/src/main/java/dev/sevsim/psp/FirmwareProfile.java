package dev.sevsim.psp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.ChipGeneration.MemoryEncryption;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.memory.TweakConstants;
import dev.sevsim.psp.cert.FirmwareImage;
import dev.sevsim.psp.platform.FirmwareVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A generation of processors with the firmware that runs on it.
 *
 * @param generation of the processor
 * @param version API version of the firmware
 * @param build its build
 * @param encryption how memory is encrypted
 * @param flaws published weaknesses that this firmware has
 */
public record FirmwareProfile(
        ChipGeneration generation,
        ApiVersion version,
        int build,
        MemoryEncryption encryption,
        Set<FirmwareFlaw> flaws) {
    private static final int REDUCTION_SHIFT = 6;

    /** What every published SEV firmware has. */
    private static final Set<FirmwareFlaw> PUBLISHED_FLAWS = Set.of(FirmwareFlaw.DIGEST_WITHOUT_PLACE);

    public FirmwareProfile {
        flaws = Set.copyOf(flaws);
    }

    /** A generation with its factory firmware. */
    public static FirmwareProfile of(ChipGeneration generation) {
        ChipGeneration.Firmware firmware = generation.firmware();
        return new FirmwareProfile(
                generation, firmware.version(), firmware.build(), generation.encryption(), PUBLISHED_FLAWS);
    }

    /** Third generation: the default machine. */
    public static FirmwareProfile milan() {
        return of(ChipGeneration.MILAN);
    }

    /** All generations with their factory firmware, oldest first. */
    public static List<FirmwareProfile> generations() {
        return Stream.of(ChipGeneration.values()).map(FirmwareProfile::of).toList();
    }

    /** The generation of a name, in any case; empty for one that is not modelled. */
    public static Optional<FirmwareProfile> named(String name) {
        return ChipGeneration.named(name).map(FirmwareProfile::of);
    }

    /** The generation's code name, for reports and traces. */
    public String name() {
        return generation.title();
    }

    /** The cores and their CPUID values. */
    public ChipGeneration.Cpu cpu() {
        return generation.cpu();
    }

    /** Offsets of the mailbox registers. */
    public MailboxRegisters mailbox() {
        return generation == ChipGeneration.NAPLES ? MailboxRegisters.V1 : MailboxRegisters.V2;
    }

    /** Returns a copy with firmware of another version. */
    public FirmwareProfile withFirmware(ApiVersion otherVersion, int otherBuild) {
        return new FirmwareProfile(generation, otherVersion, otherBuild, encryption, flaws);
    }

    /**
     * An image of this firmware for DOWNLOAD_FIRMWARE, in the simulator's own format.
     *
     * @param signatureBytes bytes of a signature of the firmware key
     * @param sign makes that signature
     */
    public Bytes image(int signatureBytes, UnaryOperator<Bytes> sign) {
        Bytes unsigned = FirmwareImage.unsigned(version, build, Bytes.EMPTY, signatureBytes);
        return Bytes.concat(unsigned, sign.apply(unsigned));
    }

    /** Returns a copy with one more weakness. */
    public FirmwareProfile with(FirmwareFlaw flaw) {
        Set<FirmwareFlaw> more = EnumSet.of(flaw);
        more.addAll(flaws);
        return new FirmwareProfile(generation, version, build, encryption, more);
    }

    /** Returns a copy without a weakness. */
    public FirmwareProfile without(FirmwareFlaw flaw) {
        Set<FirmwareFlaw> fewer = EnumSet.noneOf(FirmwareFlaw.class);
        fewer.addAll(flaws);
        fewer.remove(flaw);
        return new FirmwareProfile(generation, version, build, encryption, fewer);
    }

    /** Returns a copy that applies the address tweak another way: the first parts had XE where later ones have XEX. */
    public FirmwareProfile withTweakMode(TweakMode mode) {
        MemoryEncryption other = new MemoryEncryption(
                mode,
                encryption.tweakSource(),
                encryption.keyBytes(),
                encryption.cBit(),
                encryption.addressReduction());
        return new FirmwareProfile(generation, version, build, other, flaws);
    }

    /** Memory of this generation at power-on; {@code sizeBytes} is a multiple of 4096. */
    public EncryptedMemory memory(long sizeBytes, SimRandom random) {
        return memory(sizeBytes, random, Workers.direct());
    }

    /** As above; {@code workers} encrypt while the caller's thread measures. */
    public EncryptedMemory memory(long sizeBytes, SimRandom random, Workers workers) {
        return new EncryptedMemory(
                new EncryptedMemory.Board(sizeBytes, cpu().cores(), cpu().maximumAsid(), encryption.keyBytes()),
                encryption.tweakMode(),
                TweakConstants.of(encryption.tweakSource(), random.split("tweak")),
                random.split("sme"),
                workers);
    }

    /** CPUID Fn8000_001F. */
    public CpuidResult encryptionLeaf() {
        return new CpuidResult(
                cpu().features(),
                encryption.cBit() | encryption.addressReduction() << REDUCTION_SHIFT,
                cpu().maximumAsid(),
                cpu().minSevNoEsAsid());
    }

    /** Whether the caches keep lines of one address under different keys coherent: CPUID Fn8000_001F EAX bit 10. */
    public boolean isCacheCoherent() {
        return cpu().isCacheCoherent();
    }

    FirmwareVersion firmwareVersion() {
        return new FirmwareVersion(version, build);
    }
}
