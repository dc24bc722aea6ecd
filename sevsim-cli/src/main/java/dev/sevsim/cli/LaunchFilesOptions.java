package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedLaunch.HashesArea;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The owner's own copies of what a launch measures. */
final class LaunchFilesOptions {
    private static final int MAX_BOOT_FILE = 256 << 20;

    @Option(names = "--firmware", required = true, paramLabel = "FILE", description = "OVMF image")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path firmware;

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initrd")
    private @Nullable Path initrd;

    @Option(
            names = {"--append", "--cmdline"},
            paramLabel = "TEXT",
            description = "Kernel command line")
    private @Nullable String append;

    @Option(
            names = "--ignore-hashes-area",
            description = "Measure a kernel even if the image reserves no table for its hashes, as libvirt's tool does")
    private boolean ignoreHashesArea;

    @Option(names = "--policy", paramLabel = "HEX", description = "Guest policy (default: 0x1)")
    private String policy = "0x1";

    @Mixin
    private VcpuOptions vcpus = new VcpuOptions();

    /** Made by picocli. */
    LaunchFilesOptions() {}

    GuestPolicy policy() {
        return Arguments.policy(policy);
    }

    ExpectedLaunch expected() {
        if (kernel == null && (initrd != null || append != null)) {
            throw new InputException((initrd != null ? "--initrd" : "--append") + " needs --kernel");
        }
        ExpectedLaunch image = ExpectedLaunch.ofFirmware(firmware(firmware));
        ExpectedLaunch booted = kernel == null
                ? image
                : image.withKernel(
                        new KernelInputs(
                                bootFile("kernel", kernel),
                                initrd == null ? Bytes.EMPTY : bootFile("initrd", initrd),
                                append == null ? "" : append),
                        ignoreHashesArea ? HashesArea.NOT_CHECKED : HashesArea.REQUIRED);
        Optional<ExpectedLaunch> complete = vcpus.vcpus(policy()).map(booted::withVcpus);
        return complete.orElse(booted);
    }

    /** An image that somebody names. */
    static Bytes firmware(Path file) {
        return InputFile.read("firmware image", file, Flash.MAX_BYTES);
    }

    private static Bytes bootFile(String what, Path file) {
        return InputFile.read(what, file, MAX_BOOT_FILE);
    }
}
