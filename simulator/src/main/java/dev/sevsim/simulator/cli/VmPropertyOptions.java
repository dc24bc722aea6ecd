package dev.sevsim.simulator.cli;

import dev.sevsim.abi.image.Flash;
import dev.sevsim.host.vmm.VmmConfig;
import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.InputFile;
import dev.sevsim.simulator.VmProperties;
import dev.sevsim.simulator.VmProperties.KernelHashes;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The second flash unit, and the properties of QEMU's {@code sev-guest} object under their own names. */
final class VmPropertyOptions {

    @Option(names = "--nvram", paramLabel = "FILE", description = "Image for the second flash unit, not measured")
    private @Nullable Path nvram;

    @Option(
            names = "--kernel-hashes",
            paramLabel = "on|off",
            description = "off: the kernel is passed without being measured (default: ${DEFAULT-VALUE})")
    private String kernelHashes = "on";

    @Option(
            names = "--handle",
            paramLabel = "N",
            description = "Firmware handle of a guest to share the memory key with (default: none)")
    private @Nullable Integer handle;

    @Option(names = "--cbitpos", paramLabel = "N", description = "Position of the C-bit (default: the host's)")
    private @Nullable Integer cBitPosition;

    @Option(
            names = "--reduced-phys-bits",
            paramLabel = "N",
            description = "Physical address bits that the guest loses (default: the host's)")
    private @Nullable Integer reducedPhysicalBits;

    @Option(names = "--sev-device", paramLabel = "PATH", description = "The host's device (default: ${DEFAULT-VALUE})")
    private String sevDevice = VmmConfig.DEFAULT_SEV_DEVICE;

    /** Made by picocli. */
    VmPropertyOptions() {}

    VmProperties properties() {
        return new VmProperties(
                Optional.ofNullable(nvram).map(file -> InputFile.read("NVRAM image", file, Flash.MAX_BYTES)),
                hashes(),
                Optional.ofNullable(handle).orElse(0),
                Optional.ofNullable(cBitPosition),
                Optional.ofNullable(reducedPhysicalBits),
                sevDevice);
    }

    private KernelHashes hashes() {
        return switch (kernelHashes) {
            case "on" -> KernelHashes.ON;
            case "off" -> KernelHashes.OFF;
            default -> throw new InputException("--kernel-hashes " + kernelHashes + " is unknown, expected: on or off");
        };
    }
}
