package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.ovmf.image.AmdSevImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The embedded OVMF image in one of its releases. */
final class EmbeddedImage {
    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            completionCandidates = Choices.Releases.class,
            description = "Release of edk2 that the embedded OVMF image is made as, such as 202202 (default: 202511).")
    private @Nullable String release;

    boolean isNamed() {
        return release != null;
    }

    Bytes content() {
        return release == null
                ? AmdSevImage.standard()
                : AmdSevImage.builder().release(Choices.release(release)).build();
    }
}
