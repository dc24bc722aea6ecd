package dev.sevsim.machine;

import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.abi.chip.FirmwareFlaw;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The processor: its generation with everything that belongs to it (firmware version, CPUID, C-bit, ASIDs, memory encryption,
 * AMD's roots), and the published weaknesses of its firmware.
 *
 * @param profile generation and firmware
 */
public record Chip(FirmwareProfile profile) {
    /** Third generation, EPYC 7003: the default. */
    public static final Chip MILAN = new Chip(FirmwareProfile.milan());

    /**
     * A generation by its name in any case: {@code naples}, {@code rome}, {@code milan} or {@code genoa}.
     *
     * @throws InputException for another name
     */
    public static Chip ofGeneration(String name) {
        return new Chip(FirmwareProfile.named(name)
                .orElseThrow(() -> new InputException("generation '" + name + "' is unknown, expected one of "
                        + FirmwareProfile.generations().stream()
                                .map(profile -> profile.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
    }

    /** Name of the generation in lower case. */
    public String generation() {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    /** This chip with one weakness more. */
    public Chip with(FirmwareFlaw flaw) {
        return new Chip(profile.with(flaw));
    }

    /** This chip with one weakness mended. */
    public Chip without(FirmwareFlaw flaw) {
        return new Chip(profile.without(flaw));
    }
}
