package dev.sevsim.cli;

import dev.sevsim.machine.Chip;
import dev.sevsim.machine.option.Choices;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The generation of the processor; a state directory keeps that of its chip. */
@Topic.Of(Topic.HOST)
final class GenerationOption {
    @Option(
            names = "--generation",
            paramLabel = "GENERATION",
            completionCandidates = Choices.Generations.class,
            description = "Generation of the processor: ${COMPLETION-CANDIDATES} (default: that of the chip in --state,"
                    + " milan for a new one).")
    private Optional<String> generation = Optional.empty();

    /** The named generation; else that of the chip in {@code state}. */
    Chip chip(Optional<Path> state) {
        return generation
                .map(Chip::ofGeneration)
                .or(() -> state.map(Chip::keptIn))
                .orElse(Chip.MILAN);
    }
}
