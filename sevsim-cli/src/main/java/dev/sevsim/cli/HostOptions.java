package dev.sevsim.cli;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.machine.option.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The processor and the Linux host. */
@Topic.Of(Topic.HOST)
final class HostOptions {
    @Mixin
    private GenerationOption generation = new GenerationOption();

    @Option(
            names = "--sev-firmware",
            paramLabel = "VERSION",
            description = "API version and build of the processor's firmware, such as 0.16.5; older firmware lacks"
                    + " commands (default: that of the generation).")
    private Optional<String> sevFirmware = Optional.empty();

    @Option(
            names = "--flaw",
            paramLabel = "FLAW",
            completionCandidates = Choices.Flaws.class,
            description = "Published weakness of the processor's firmware: ${COMPLETION-CANDIDATES}; repeatable. none"
                    + " removes also digest-without-place, which every published firmware has: owners, who compute"
                    + " the published digest, then refuse each launch.")
    private List<String> flaws = new ArrayList<>();

    @Option(
            names = "--host-kernel",
            paramLabel = "KERNEL",
            completionCandidates = Choices.HostKernels.class,
            description = "Kernel of the host: ${COMPLETION-CANDIDATES} (default: 6.1). The interface of rfc-v2 is for"
                    + " programs of your own: it launches no guest.")
    private Optional<String> kernel = Optional.empty();

    @Option(
            names = "--host-sev-es",
            paramLabel = "on|off",
            completionCandidates = Choices.OnOff.class,
            description = "Whether the host's driver initialises the platform for SEV-ES (default: on).")
    private Optional<String> sevEs = Optional.empty();

    @Option(names = "--host-memory", paramLabel = "SIZE", description = "Memory of the host, such as 8G (default: 4G).")
    private Optional<String> memory = Optional.empty();

    @Option(
            names = "--host-memlock",
            paramLabel = "SIZE",
            description = "Memory that the VMM's process may lock, RLIMIT_MEMLOCK (default: no limit).")
    private Optional<String> memlock = Optional.empty();

    @Option(
            names = "--host-misc-max",
            paramLabel = "N[,N]",
            description =
                    "Encrypted guests that the VMM's control group may have: SEV, and SEV-ES (default: no limit).")
    private Optional<String> miscMax = Optional.empty();

    @Option(
            names = "--host-init-ex-path",
            description = "File in which the host's driver keeps the firmware's store, init_ex_path (default: none, the"
                    + " store is in flash).")
    private Optional<Path> initExPath = Optional.empty();

    @Option(
            names = "--fault",
            paramLabel = "NAME:N:ACTION",
            completionCandidates = Choices.Faults.class,
            description =
                    "Fault of the bus, such as LAUNCH_MEASURE:1:drop: what happens to the N-th frame of a firmware"
                            + " command, an ioctl or a kind of frame that trace show prints; NAME/answer is the answer to a"
                            + " command or ioctl. A sub-command goes by its ioctl, KVM_MEMORY_ENCRYPT_OP or SEV_ISSUE_CMD. ACTION: drop, delay[=MILLISECONDS], duplicate, reorder, truncate[=BYTES],"
                            + " corrupt[=OFFSET]; repeatable.")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--act",
            paramLabel = "POINT: ACT",
            description =
                    "Act of a hostile host at a point of the run, such as 'before LAUNCH_FINISH: flip-bit page=secrets bit=0'."
                            + " docs/acts.md lists points and acts; repeatable.")
    private List<String> acts = new ArrayList<>();

    @Option(names = "--state", paramLabel = "DIR", description = "Directory that keeps the platform between runs.")
    private @Nullable Path state;

    Chip chip() {
        Chip chip = generation.chip(Optional.ofNullable(state));
        chip = sevFirmware.map(chip::withFirmware).orElse(chip);
        for (String name : flaws) {
            chip = name.equals(Choices.Flaws.NONE) ? withoutFlaws(chip) : chip.with(Choices.flaw(name));
        }
        return chip;
    }

    HostSpec host() {
        HostSpec.Builder host = HostSpec.builder();
        kernel.map(Choices::hostKernel).ifPresent(host::hostKernel);
        sevEs.map(text -> Choices.onOff("--host-sev-es", text) ? EncryptedState.ON : EncryptedState.OFF)
                .ifPresent(host::hostSevEs);
        memory.map(text -> Numbers.memorySize("--host-memory", text)).ifPresent(host::hostMemory);
        memlock.map(text -> Numbers.memorySize("--host-memlock", text)).ifPresent(host::hostMemlock);
        miscMax.map(HostOptions::limits).ifPresent(host::hostMiscMax);
        initExPath.ifPresent(host::hostInitExPath);
        Optional.ofNullable(state).ifPresent(host::state);
        faults.stream().map(HostOptions::fault).forEach(host::fault);
        acts.stream().map(HostOptions::act).forEach(host::act);
        return host.build();
    }

    private static PlannedAct act(String text) {
        try {
            return PlannedAct.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InputException("--act " + e.getMessage(), e);
        }
    }

    private static Fault fault(String text) {
        try {
            return Fault.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InputException("--fault " + e.getMessage(), e);
        }
    }

    private static Chip withoutFlaws(Chip chip) {
        Chip mended = chip;
        for (FirmwareFlaw flaw : FirmwareFlaw.values()) {
            mended = mended.without(flaw);
        }
        return mended;
    }

    private static MiscLimits limits(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length > 2) {
            throw new InputException("--host-misc-max '" + text + "' has too many numbers, expected N or N,N");
        }
        return new MiscLimits(guests(numbers[0]), numbers.length == 1 ? Long.MAX_VALUE : guests(numbers[1]));
    }

    private static long guests(String text) {
        return Numbers.number("--host-misc-max", text, Integer.MAX_VALUE);
    }
}
