package dev.sevsim.psp;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.psp.memory.EncryptedMemory;
import dev.sevsim.psp.memory.TweakMode;
import dev.sevsim.psp.platform.FirmwareVersion;

/**
 * Everything that differs from one generation of processors and firmware to the next.
 *
 * <p>Source: sev-firmware-api.md sections 7.1 and 7.3.
 *
 * @param name for people and traces
 * @param version API version of the firmware
 * @param build its build
 * @param cores cores of the machine, a few only: each has a "WBINVD done" flag and nothing else
 * @param coresPerComplex cores that share a cache
 * @param maximumAsid highest ASID of an encrypted guest
 * @param minSevNoEsAsid lowest ASID of a guest without ES
 * @param tweakMode how the address tweak enters a block
 * @param tweakSource where the tweak constants come from
 * @param cBit position of the C-bit in an address
 * @param addressReduction physical address bits lost when encryption is on
 * @param features CPUID Fn8000_001F EAX
 * @param signature CPUID Fn0000_0001 EAX
 */
public record FirmwareProfile(
        String name,
        ApiVersion version,
        int build,
        int cores,
        int coresPerComplex,
        int maximumAsid,
        int minSevNoEsAsid,
        TweakMode tweakMode,
        TweakSource tweakSource,
        int cBit,
        int addressReduction,
        int features,
        int signature) {
    private static final int SME_SEV_FLUSH_ES = 0xF;
    private static final int COHERENT = 1 << 10;
    private static final int REDUCTION_SHIFT = 6;

    /**
     * Third generation: API 1.55 build 24, XEX under constants of each boot.
     *
     * <p>Core counts and ASID split are our choice; one address bit is lost, as in common QEMU set-ups.
     */
    public static FirmwareProfile milan() {
        return new FirmwareProfile(
                "Milan",
                new ApiVersion(1, 55),
                24,
                8,
                4,
                509,
                100,
                TweakMode.XEX,
                TweakSource.RANDOM_PER_BOOT,
                51,
                1,
                SME_SEV_FLUSH_ES | COHERENT,
                0x00A00F11);
    }

    /**
     * First generation: API 0.17, XE under the published constants; caches are not coherent across keys.
     *
     * <p>Build, core counts, ASID numbers and address reduction are our choice.
     */
    public static FirmwareProfile naples() {
        return new FirmwareProfile(
                "Naples",
                new ApiVersion(0, 17),
                22,
                8,
                4,
                15,
                5,
                TweakMode.XE,
                TweakSource.PUBLISHED,
                47,
                5,
                SME_SEV_FLUSH_ES,
                0x00800F12);
    }

    /** Memory of this generation, as it is when switched on; {@code sizeBytes} is a multiple of 4096. */
    public EncryptedMemory memory(long sizeBytes, SimRandom random) {
        return new EncryptedMemory(
                new EncryptedMemory.Board(sizeBytes, cores, maximumAsid),
                tweakMode,
                tweakSource.constants(random.split("tweak")),
                random.split("sme"));
    }

    /** CPUID Fn8000_001F. */
    public CpuidResult encryptionLeaf() {
        return new CpuidResult(features, cBit | addressReduction << REDUCTION_SHIFT, maximumAsid, minSevNoEsAsid);
    }

    FirmwareVersion firmwareVersion() {
        return new FirmwareVersion(version, build);
    }
}
