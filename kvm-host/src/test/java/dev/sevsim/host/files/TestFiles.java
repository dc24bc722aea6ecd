package dev.sevsim.host.files;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import java.util.List;
import java.util.Optional;

/** Files of hosts with two cores. */
final class TestFiles {
    static final String PARAMETERS = "/sys/module/kvm_amd/parameters";

    private TestFiles() {}

    static HostProfile profile(HostProfile.Cpu cpu, KernelProfile kernel) {
        return new HostProfile(
                cpu,
                new HostProfile.Kernel(kernel, EncryptedState.ON, Long.MAX_VALUE, MiscLimits.NONE, Optional.empty()));
    }

    static List<HostFile> files(ChipGeneration generation, KernelProfile kernel, Support support) {
        return HostFiles.of(profile(HostProfile.Cpu.of(generation), kernel), 2, support);
    }

    static Optional<String> text(List<HostFile> files, String path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .map(file -> file.content().toUtf8())
                .findFirst();
    }
}
