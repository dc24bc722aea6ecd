package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.DurableFile;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A board's flash in a file of exactly its size; a missing file is an erased flash, one of another size a damaged one. */
final class FlashFile implements NvStorage {
    private static final Bytes DAMAGED = Bytes.zeros(SIZE);

    private final Path file;
    private @Nullable IOException failure;

    FlashFile(Path file) {
        this.file = file;
    }

    @Override
    public Bytes read() throws IOException {
        try {
            if (Files.isRegularFile(file) && Files.size(file) != SIZE) {
                return DAMAGED;
            }
            Bytes content = Bytes.copyOf(Files.readAllBytes(file));
            return content.length() == SIZE ? content : DAMAGED;
        } catch (NoSuchFileException e) {
            return ERASED;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void write(Bytes area) throws IOException {
        try {
            DurableFile.replace(file, area);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** The last failure; the firmware reports to its host only that there was one. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }
}
