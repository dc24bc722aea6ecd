package dev.sevsim.cli;

import dev.sevsim.machine.option.Choices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The processor and the Linux host; {@link MachineOptions#draft} takes the values by the names of the options. */
@Topic.Of(Topic.HOST)
final class HostOptions {
    @Mixin
    GenerationOption generation = new GenerationOption();

    @Option(
            names = "--sev-firmware",
            paramLabel = "VERSION",
            description = "API version and build of the processor's firmware, such as 0.16.5; older firmware lacks"
                    + " commands (default: that of the generation).")
    Optional<String> sevFirmware = Optional.empty();

    @Option(
            names = "--flaw",
            paramLabel = "FLAW",
            completionCandidates = Choices.Flaws.class,
            description = "Published weakness of the processor's firmware: ${COMPLETION-CANDIDATES}; repeatable. none"
                    + " removes also digest-without-place, which every published firmware has: owners, who compute"
                    + " the published digest, then refuse each launch.")
    List<String> flaws = new ArrayList<>();

    @Option(
            names = "--host-kernel",
            paramLabel = "KERNEL",
            completionCandidates = Choices.HostKernels.class,
            description = "Kernel of the host: ${COMPLETION-CANDIDATES} (default: 6.1). The interface of rfc-v2 is for"
                    + " programs of your own: it launches no guest.")
    Optional<String> kernel = Optional.empty();

    @Option(
            names = "--host-sev-es",
            paramLabel = "on|off",
            completionCandidates = Choices.OnOff.class,
            description = "Whether the host's driver initialises the platform for SEV-ES (default: on).")
    Optional<String> sevEs = Optional.empty();

    @Option(names = "--host-memory", paramLabel = "SIZE", description = "Memory of the host, such as 8G (default: 4G).")
    Optional<String> memory = Optional.empty();

    @Option(
            names = "--host-memlock",
            paramLabel = "SIZE",
            description = "Memory that the VMM's process may lock, RLIMIT_MEMLOCK (default: no limit).")
    Optional<String> memlock = Optional.empty();

    @Option(
            names = "--host-misc-max",
            paramLabel = "N[,N]",
            description =
                    "Encrypted guests that the VMM's control group may have: SEV, and SEV-ES (default: no limit).")
    Optional<String> miscMax = Optional.empty();

    @Option(
            names = "--host-init-ex-path",
            description = "File in which the host's driver keeps the firmware's store, init_ex_path (default: none, the"
                    + " store is in flash). The driver overwrites a file that is no such store.")
    @OutputCheck.Written
    Optional<Path> initExPath = Optional.empty();

    @Option(
            names = "--fault",
            paramLabel = "NAME:N:ACTION",
            completionCandidates = Choices.Faults.class,
            description =
                    "Fault of the bus, such as LAUNCH_MEASURE:1:drop: what happens to the N-th frame of a firmware"
                            + " command, an ioctl or a kind of frame that trace show prints; NAME/answer is the answer to a"
                            + " command or ioctl. A sub-command goes by its ioctl, KVM_MEMORY_ENCRYPT_OP or SEV_ISSUE_CMD. ACTION: drop, delay[=MILLISECONDS], duplicate, reorder, truncate[=BYTES],"
                            + " corrupt[=OFFSET]; repeatable.")
    List<String> faults = new ArrayList<>();

    @Option(
            names = "--act",
            paramLabel = "POINT: ACT",
            description =
                    "Act of a hostile host at a point of the run, such as 'before LAUNCH_FINISH: flip-bit page=secrets bit=0'."
                            + " docs/acts.md lists points and acts; repeatable.")
    List<String> acts = new ArrayList<>();

    @Option(names = "--state", paramLabel = "DIR", description = "Directory that keeps the platform between runs.")
    @Nullable
    Path state;
}
