package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedLaunch.HashesArea;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The owner's own copies of what a launch measures. */
@Topic.Of(Topic.GUEST)
final class LaunchFilesOptions {
    private static final String DEFAULT_POLICY = "0x1";

    @Mixin
    private ImageFiles image = new ImageFiles();

    @Option(
            names = "--ignore-hashes-area",
            description =
                    "Measure a kernel even if the image reserves no table for its hashes, as libvirt's tool does.")
    private boolean ignoreHashesArea;

    @Option(names = "--policy", paramLabel = "HEX", description = "Guest policy, hexadecimal (default: 0x1).")
    private String policy = "";

    @Mixin
    private VcpuOptions vcpus = new VcpuOptions();

    /** Takes from a host's command line what was not given. */
    void takeFrom(QemuCommandLine line) {
        image.takeFrom(line);
        vcpus.takeFrom(line);
        policy = policy.isEmpty() ? line.policy().orElse("") : policy;
    }

    ImageFiles files() {
        return image;
    }

    GuestPolicy policy() {
        return Numbers.policy(policy.isEmpty() ? DEFAULT_POLICY : policy);
    }

    ExpectedLaunch expected() {
        image.requireKernel();
        Bytes firmware = image.firmware(InputFile::read)
                .orElseThrow(() -> new InputException("--firmware is missing, give the OVMF image of the launch"));
        ExpectedLaunch unbooted = ExpectedLaunch.ofFirmware(firmware);
        ExpectedLaunch booted = image.kernel(InputFile::read)
                .map(kernel -> unbooted.withKernel(
                        new KernelInputs(
                                kernel,
                                image.initrd(InputFile::read).orElse(Bytes.EMPTY),
                                image.commandLine().orElse("")),
                        ignoreHashesArea ? HashesArea.NOT_CHECKED : HashesArea.REQUIRED))
                .orElse(unbooted);
        return vcpus.vcpus(policy()).map(booted::withVcpus).orElse(booted);
    }
}
