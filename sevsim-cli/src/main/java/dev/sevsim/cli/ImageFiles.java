package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files of a measured direct boot, for hosts and for owners. */
@Topic.Of(Topic.GUEST)
final class ImageFiles {
    /** Bytes of a kernel or an initrd at most. */
    static final int MAX_BOOT_FILE = 256 << 20;

    @Option(names = "--firmware", description = "OVMF image.")
    private @Nullable Path firmware;

    @Option(names = "--kernel", description = "Kernel for direct boot.")
    private @Nullable Path kernel;

    @Option(names = "--initrd", description = "Initrd of --kernel.")
    private @Nullable Path initrd;

    @Option(
            names = {"--append", "--cmdline"},
            paramLabel = "TEXT",
            description = "Command line of the kernel.")
    private @Nullable String append;

    /** Reads a file of at most {@code maximumBytes} bytes. */
    @FunctionalInterface
    interface Reader {
        Bytes read(String what, Path file, long maximumBytes);
    }

    /** Takes from a host's command line what was not given. */
    void takeFrom(QemuCommandLine line) {
        firmware = firmware != null ? firmware : line.firmware().orElse(null);
        if (kernel == null && line.kernel().isPresent()) {
            kernel = line.kernel().get();
            initrd = initrd != null ? initrd : line.initrd().orElse(null);
            append = append != null ? append : line.append().orElse(null);
        }
    }

    Optional<Path> firmwareFile() {
        return Optional.ofNullable(firmware);
    }

    Optional<Path> kernelFile() {
        return Optional.ofNullable(kernel);
    }

    Optional<Path> initrdFile() {
        return Optional.ofNullable(initrd);
    }

    Optional<String> commandLine() {
        return Optional.ofNullable(append);
    }

    Optional<Bytes> firmware(Reader reader) {
        return firmwareFile().map(file -> reader.read("OVMF image", file, Flash.MAX_BYTES));
    }

    Optional<Bytes> kernel(Reader reader) {
        return kernelFile().map(file -> reader.read("kernel", file, MAX_BOOT_FILE));
    }

    Optional<Bytes> initrd(Reader reader) {
        return initrdFile().map(file -> readInitrd("initrd", file, reader));
    }

    /** An initrd; an empty file is one, as for QEMU, and measured as none. */
    static Bytes readInitrd(String what, Path file, Reader reader) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) == 0) {
                return Bytes.EMPTY;
            }
        } catch (IOException e) {
            throw new InputException(what + " " + file + " cannot be read: " + FileProblem.reason(e), e);
        }
        return reader.read(what, file, MAX_BOOT_FILE);
    }

    /**
     * Checks that nothing is given that only a kernel uses.
     *
     * @throws InputException for an initrd or command line without a kernel
     */
    void requireKernel() {
        if (kernel == null && (initrd != null || append != null)) {
            throw new InputException((initrd != null ? "--initrd" : "--append") + " needs --kernel");
        }
    }

    /** The OVMF image of a file, for options of other names too. */
    static Bytes readFirmware(Path file) {
        return InputFile.read("OVMF image", file, Flash.MAX_BYTES);
    }
}
