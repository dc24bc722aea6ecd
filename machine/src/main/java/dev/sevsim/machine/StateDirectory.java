package dev.sevsim.machine;

import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.io.file.DurableFile;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a platform keeps between runs, in a directory that the user names.
 *
 * <p>Two files: the chip's fuses, which survive everything, and the board's flash, which a reset erases and which the firmware
 * erases when it is damaged.
 */
final class StateDirectory {
    private static final String CHIP = "chip.bin";
    private static final String FLASH = "nv.bin";
    private static final String OLD = "platform.bin";

    private final Path directory;
    private final FlashFile flash;

    /** The directory is made when something is saved. */
    StateDirectory(Path directory) {
        this.directory = directory;
        flash = new FlashFile(directory.resolve(FLASH));
    }

    /** The chip that lives here; in a new directory one is burnt and saved. */
    ChipSecret chip(SimRandom random) {
        requireDirectory();
        Path file = directory.resolve(CHIP);
        if (Files.exists(file)) {
            return read(file);
        }
        if (Files.exists(directory.resolve(FLASH))) {
            throw new InputException(
                    "state " + directory + " has " + FLASH + " but no " + CHIP + ", the chip that can read it;"
                            + " restore " + CHIP + ", or remove " + FLASH + " for a new platform");
        }
        OutputFile.makeDirectory("state", directory);
        ChipSecret chip = ChipSecret.burn(random);
        try {
            DurableFile.replace(file, ChipFile.encode(chip));
        } catch (IOException e) {
            throw new InputException("state " + file + " cannot be written: " + FileProblem.reason(e), e);
        }
        return chip;
    }

    /** The board's flash. */
    NvStorage flash() {
        return flash;
    }

    /** Says what the firmware cannot say: why the flash did not work, if it did not. */
    void requireWorkingFlash() {
        flash.failure().ifPresent(problem -> {
            throw new InputException(
                    "state " + directory.resolve(FLASH) + " cannot be used: " + FileProblem.reason(problem), problem);
        });
    }

    private void requireDirectory() {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InputException("state " + directory + " is a file, expected a directory");
        }
        if (Files.exists(directory.resolve(OLD))) {
            throw new InputException("state " + directory + " was made by an earlier version, whose " + OLD
                    + " this one cannot read; remove " + OLD + " for a new platform, or name another directory");
        }
    }

    private static ChipSecret read(Path file) {
        byte[] content = new byte[0];
        try {
            content = Files.readAllBytes(file);
            return ChipFile.decode(content);
        } catch (InputException e) {
            throw new InputException(
                    "state " + file + " " + e.getMessage() + "; restore it, or remove the directory for a new platform",
                    e);
        } catch (IOException e) {
            throw new InputException("state " + file + " cannot be read: " + FileProblem.reason(e), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
