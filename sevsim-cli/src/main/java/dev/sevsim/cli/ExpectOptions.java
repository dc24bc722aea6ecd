package dev.sevsim.cli;

import dev.sevsim.machine.option.Choices;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The owner's own copies of what is measured; {@link MachineOptions#draft} takes the values by the names of the options. */
@Topic.Of(Topic.OWNER)
final class ExpectOptions {
    @Option(names = "--expect-firmware", description = "OVMF image that the owner expects, whatever the host launches.")
    @Nullable
    Path firmware;

    @Option(names = "--expect-kernel", description = "Kernel that the owner expects.")
    @Nullable
    Path kernel;

    @Option(names = "--expect-initrd", description = "Initrd that the owner expects.")
    @Nullable
    Path initrd;

    @Option(names = "--expect-append", paramLabel = "TEXT", description = "Command line that the owner expects.")
    Optional<String> append = Optional.empty();

    @Option(
            names = "--expect-generation",
            paramLabel = "NAME",
            completionCandidates = Choices.Generations.class,
            description =
                    "Generation of processors whose root the owner trusts: ${COMPLETION-CANDIDATES} (default: that of the chip).")
    @Nullable
    String generation;

    @Option(
            names = "--expect-sev-firmware",
            paramLabel = "VERSION",
            description =
                    "Oldest firmware of processors that the owner trusts, such as 1.51; with a build, such as 1.55.24, no other one (default: any).")
    @Nullable
    String sevFirmware;

    @Option(names = "--expect-no-kernel", description = "The owner expects the OVMF image alone.")
    boolean noKernel;
}
