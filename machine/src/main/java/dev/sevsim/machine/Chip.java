package dev.sevsim.machine;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The processor: its generation with everything that belongs to it (firmware version, CPUID, C-bit, ASIDs, memory encryption,
 * AMD's roots), and the published weaknesses of its firmware.
 *
 * @param profile generation and firmware
 */
public record Chip(FirmwareProfile profile) {
    private static final Pattern FIRMWARE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int MAXIMUM_PART = 255;

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

    /**
     * Returns a copy that left the factory with other firmware.
     *
     * @param version API version and build, such as {@code 0.16.5}; what it can do depends on it
     * @throws InputException for another form
     */
    public Chip withFirmware(String version) {
        Matcher parts = FIRMWARE.matcher(version);
        if (!parts.matches() || IntStream.of(1, 2, 3).anyMatch(i -> Integer.parseInt(parts.group(i)) > MAXIMUM_PART)) {
            throw new InputException("firmware version '" + version
                    + "' is none, expected API major, API minor and build from 0 to 255, such as 0.17.22");
        }
        ApiVersion api = new ApiVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        return new Chip(profile.withFirmware(api, Integer.parseInt(parts.group(3))));
    }

    /** Returns a copy with one more weakness. */
    public Chip with(FirmwareFlaw flaw) {
        return new Chip(profile.with(flaw));
    }

    /** Returns a copy without a weakness. */
    public Chip without(FirmwareFlaw flaw) {
        return new Chip(profile.without(flaw));
    }

    /** Returns a copy without any weakness, those of every published firmware included. */
    public Chip withoutFlaws() {
        Chip mended = this;
        for (FirmwareFlaw flaw : FirmwareFlaw.values()) {
            mended = mended.without(flaw);
        }
        return mended;
    }
}
