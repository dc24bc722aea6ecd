package dev.sevsim.machine;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.io.file.DirectoryLock;
import dev.sevsim.io.file.DurableFile;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.MadeDirectory;
import dev.sevsim.machine.ChipFile.KeptChip;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The directory that a platform keeps its state in between runs.
 *
 * <p>Two files: the chip with its generation and fuses, which nothing changes, and the board's flash, which a reset erases and
 * which the firmware erases when it is damaged. One machine at a time has the directory; others wait for it for some seconds.
 */
final class StateDirectory implements AutoCloseable {
    private static final String CHIP = "chip.bin";
    private static final String FLASH = "nv.bin";
    private static final String OLD = "platform.bin";
    private static final int LARGEST_CHIP = 1 << 16;
    private static final int WAIT_SECONDS = 10;

    private final Path directory;
    private final FlashFile flash;
    private Optional<MadeDirectory> made = Optional.empty();
    private Optional<DirectoryLock> lock = Optional.empty();

    /** The directory is made when the chip is asked for. */
    StateDirectory(Path directory) {
        this.directory = directory;
        flash = new FlashFile(directory.resolve(FLASH));
    }

    /** Generation of the chip that is kept here; empty for a new directory. */
    Optional<ChipGeneration> generation() {
        requireDirectory();
        return Files.exists(directory.resolve(CHIP)) ? Optional.of(read().generation()) : Optional.empty();
    }

    /**
     * The secret of the chip that is kept here; a new directory gets a new chip.
     *
     * @throws InputException for a directory that cannot be used, and for one that keeps a chip of another generation
     */
    ChipSecret chip(ChipGeneration generation, SimRandom random) {
        requireDirectory();
        Path file = directory.resolve(CHIP);
        if (Files.exists(file)) {
            KeptChip kept = read();
            if (kept.generation() != generation) {
                throw new InputException("state " + directory + " keeps a "
                        + kept.generation().title() + " chip, but --generation" + " names " + generation.title()
                        + "; leave out --generation, or name another directory");
            }
            return kept.secret();
        }
        if (Files.exists(directory.resolve(FLASH))) {
            throw new InputException(
                    "state " + directory + " has " + FLASH + " but no " + CHIP + ", the chip that can read it;"
                            + " restore " + CHIP + ", or remove " + FLASH + " for a new platform");
        }
        MadeDirectory parents = MadeDirectory.make("state", directory);
        ChipSecret chip = ChipSecret.burn(random);
        try {
            DurableFile.replace(file, ChipFile.encode(new KeptChip(generation, chip)));
        } catch (IOException e) {
            parents.undo();
            throw new InputException("state " + file + " cannot be written: " + FileProblem.reason(e), e);
        }
        return chip;
    }

    /**
     * Takes the directory for one machine, and makes it where it is missing.
     *
     * @throws InputException when it cannot be made, or another machine has it
     */
    void lock() {
        requireDirectory();
        made = Optional.of(MadeDirectory.make("state", directory));
        lock = Optional.of(DirectoryLock.await("state", directory, WAIT_SECONDS));
    }

    /** Gives the directory back; one that was made and holds no chip is removed. */
    @Override
    public void close() {
        lock.ifPresent(held -> {
            if (made.isPresent() && !Files.exists(directory.resolve(CHIP))) {
                held.remove();
                made.get().undo();
            }
            held.close();
        });
        lock = Optional.empty();
    }

    /** The board's flash. */
    NvStorage flash() {
        return flash;
    }

    /**
     * Reports a failure of the flash, whose reason the firmware does not report.
     *
     * @throws InputException when it failed
     */
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

    private KeptChip read() {
        Path file = directory.resolve(CHIP);
        byte[] content = new byte[0];
        try {
            if (Files.size(file) > LARGEST_CHIP) {
                throw new InputException("has " + Files.size(file) + " bytes, expected a chip of a few hundred");
            }
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
