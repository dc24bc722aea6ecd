package dev.sevsim.cli;

import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.abi.chip.FirmwareFlaw;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The processor and the Linux host. */
final class HostOptions {
    private static final String NO_FLAW = "none";

    @Option(
            names = "--generation",
            paramLabel = "NAME",
            description = "Processor: naples, rome, milan or genoa (default: ${DEFAULT-VALUE})")
    private String generation = Chip.MILAN.generation();

    @Option(
            names = "--flaw",
            paramLabel = "NAME",
            description =
                    "A published weakness of the processor's firmware, such as stale-memory; repeatable; none: also"
                            + " without those that every firmware has")
    private List<String> flaws = new ArrayList<>();

    @Option(
            names = "--host-kernel",
            paramLabel = "NAME",
            description = "Kernel of the host: rfc-v2, 6.1 or newest (default: 6.1)")
    private @Nullable String kernel;

    @Option(
            names = "--host-sev-es",
            paramLabel = "on|off",
            description = "Whether the host's driver initialises the platform for SEV-ES (default: on)")
    private @Nullable String sevEs;

    @Option(names = "--host-memory", paramLabel = "SIZE", description = "Memory of the host, such as 8G (default: 4G)")
    private @Nullable String memory;

    @Option(
            names = "--host-memlock",
            paramLabel = "SIZE",
            description = "Memory that the VMM's process may lock, RLIMIT_MEMLOCK (default: no limit)")
    private @Nullable String memlock;

    @Option(
            names = "--host-misc-max",
            paramLabel = "N[,N]",
            description = "Encrypted guests that the VMM's control group may have: SEV, and SEV-ES (default: no limit)")
    private @Nullable String miscMax;

    @Option(names = "--state", paramLabel = "DIR", description = "Keep the platform's identity here between runs")
    private @Nullable Path state;

    HostOptions() {}

    Chip chip() {
        Chip chip = Chip.ofGeneration(generation);
        for (String name : flaws) {
            chip = name.equals(NO_FLAW) ? withoutFlaws(chip) : chip.with(flaw(name));
        }
        return chip;
    }

    HostSpec host() {
        HostSpec.Builder host = HostSpec.builder();
        Optional.ofNullable(kernel).map(HostOptions::kernel).ifPresent(host::hostKernel);
        Optional.ofNullable(sevEs)
                .map(text -> Arguments.onOff("--host-sev-es", text) ? EncryptedState.ON : EncryptedState.OFF)
                .ifPresent(host::hostSevEs);
        Optional.ofNullable(memory)
                .map(text -> Arguments.memorySize("--host-memory", text))
                .ifPresent(host::hostMemory);
        Optional.ofNullable(memlock)
                .map(text -> Arguments.memorySize("--host-memlock", text))
                .ifPresent(host::hostMemlock);
        Optional.ofNullable(miscMax).map(HostOptions::limits).ifPresent(host::hostMiscMax);
        Optional.ofNullable(state).ifPresent(host::state);
        return host.build();
    }

    private static Chip withoutFlaws(Chip chip) {
        Chip mended = chip;
        for (FirmwareFlaw flaw : FirmwareFlaw.values()) {
            mended = mended.without(flaw);
        }
        return mended;
    }

    private static FirmwareFlaw flaw(String name) {
        return Arrays.stream(FirmwareFlaw.values())
                .filter(flaw -> label(flaw).equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("--flaw '" + name + "' is unknown, expected "
                        + Arrays.stream(FirmwareFlaw.values())
                                .map(HostOptions::label)
                                .collect(Collectors.joining(", "))
                        + " or " + NO_FLAW));
    }

    private static String label(FirmwareFlaw flaw) {
        return flaw.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static KernelProfile kernel(String label) {
        return KernelProfile.fromLabel(label)
                .orElseThrow(() -> new InputException("--host-kernel '" + label + "' is unknown, expected one of "
                        + String.join(", ", KernelProfile.labels())));
    }

    private static MiscLimits limits(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length > 2) {
            throw new InputException("--host-misc-max '" + text + "' has too many numbers, expected N or N,N");
        }
        long sev = Arguments.number("--host-misc-max", numbers[0], Integer.MAX_VALUE);
        return new MiscLimits(
                sev,
                numbers.length == 1
                        ? Long.MAX_VALUE
                        : Arguments.number("--host-misc-max", numbers[1], Integer.MAX_VALUE));
    }
}
