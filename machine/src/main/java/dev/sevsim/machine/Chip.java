package dev.sevsim.machine;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The processor: its generation with everything that belongs to it (firmware version, CPUID, C-bit, ASIDs, memory encryption,
 * AMD's roots), and the published weaknesses of its firmware.
 *
 * @param profile generation and firmware
 */
public record Chip(FirmwareProfile profile) {
    /** Third generation, EPYC 7003: the default. */
    public static final Chip MILAN = of(ChipGeneration.MILAN);

    /** A generation with its factory firmware. */
    public static Chip of(ChipGeneration generation) {
        return new Chip(FirmwareProfile.of(generation));
    }

    /**
     * A generation by its name in any case: {@code naples}, {@code rome}, {@code milan} or {@code genoa}.
     *
     * @throws InputException for another name
     */
    public static Chip ofGeneration(String name) {
        return new Chip(FirmwareProfile.named(name)
                .orElseThrow(() -> new InputException(
                        "generation '" + name + "' is unknown, expected one of " + String.join(", ", generations()))));
    }

    /**
     * The generation that a state directory keeps its chip with; {@link #MILAN} for a new directory.
     *
     * @throws InputException for a directory that cannot be used
     */
    public static Chip keptIn(Path state) {
        return new StateDirectory(state).generation().map(Chip::of).orElse(MILAN);
    }

    /** Names of all generations in lower case, oldest first. */
    public static List<String> generations() {
        return FirmwareProfile.generations().stream()
                .map(profile -> new Chip(profile).generation())
                .toList();
    }

    /** Name of the generation in lower case. */
    public String generation() {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    /** Returns a copy with one more weakness. */
    public Chip with(FirmwareFlaw flaw) {
        return new Chip(profile.with(flaw));
    }

    /** Returns a copy without a weakness. */
    public Chip without(FirmwareFlaw flaw) {
        return new Chip(profile.without(flaw));
    }
}
