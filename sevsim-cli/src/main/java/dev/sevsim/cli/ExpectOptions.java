package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.OwnerSpec.Copies;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The owner's own copies of what is measured. */
@Topic.Of(Topic.OWNER)
final class ExpectOptions {
    @Option(names = "--expect-firmware", description = "OVMF image that the owner expects, whatever the host launches.")
    private @Nullable Path firmware;

    @Option(names = "--expect-kernel", description = "Kernel that the owner expects.")
    private @Nullable Path kernel;

    @Option(names = "--expect-initrd", description = "Initrd that the owner expects.")
    private @Nullable Path initrd;

    @Option(names = "--expect-append", paramLabel = "TEXT", description = "Command line that the owner expects.")
    private Optional<String> append = Optional.empty();

    @Option(names = "--expect-no-kernel", description = "The owner expects the OVMF image alone.")
    private boolean noKernel;

    /** The copies; none when no option is given. */
    Copies copies() {
        if (noKernel && (kernel != null || initrd != null || append.isPresent())) {
            throw new InputException(
                    "--expect-no-kernel excludes --expect-kernel, --expect-initrd and --expect-append");
        }
        return new Copies(
                Optional.ofNullable(firmware).map(ImageFiles::readFirmware),
                Optional.ofNullable(kernel)
                        .map(file -> InputFile.read("expected kernel", file, ImageFiles.MAX_BOOT_FILE)),
                Optional.ofNullable(initrd)
                        .map(file -> ImageFiles.readInitrd("expected initrd", file, InputFile::read)),
                append,
                noKernel);
    }
}
