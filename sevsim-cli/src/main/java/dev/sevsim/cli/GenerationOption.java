package dev.sevsim.cli;

import dev.sevsim.machine.Chip;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The generation of the processor; a state directory keeps that of its chip. */
@Topic.Of(Topic.HOST)
final class GenerationOption {
    @Option(
            names = "--generation",
            paramLabel = "NAME",
            completionCandidates = Choices.Generations.class,
            description = "Generation of the processor: ${COMPLETION-CANDIDATES} (default: that of the chip in --state,"
                    + " milan for a new one).")
    private @Nullable String generation;

    /** The named generation; else that of the chip in {@code state}. */
    Chip chip(Optional<Path> state) {
        return Optional.ofNullable(generation)
                .map(Chip::ofGeneration)
                .or(() -> state.map(Chip::keptIn))
                .orElse(Chip.MILAN);
    }
}
