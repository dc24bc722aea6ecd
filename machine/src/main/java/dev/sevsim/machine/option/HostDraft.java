package dev.sevsim.machine.option;

import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.act.PlannedAct;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Options of the processor and the Linux host. */
final class HostDraft {
    private final DraftFiles files;
    private final HostSpec.Builder host = HostSpec.builder();
    private final List<String> flaws = new ArrayList<>();
    private @Nullable Chip chip;
    private @Nullable String sevFirmware;
    private @Nullable Path state;

    HostDraft(DraftFiles files) {
        this.files = files;
    }

    /** The host. */
    HostSpec build() {
        return host.build();
    }

    /** {@code --generation}. */
    void generation(String name) {
        chip = Chip.ofGeneration(name);
    }

    /** {@code --sev-firmware}. */
    void sevFirmware(String version) {
        sevFirmware = version;
    }

    /** {@code --flaw}. */
    void flaws(List<String> names) {
        flaws.addAll(names);
    }

    /** {@code --host-kernel}. */
    void hostKernel(String name) {
        host.hostKernel(Choices.hostKernel(name));
    }

    /** {@code --host-sev-es}. */
    void hostSevEs(String text) {
        host.hostSevEs(Choices.onOff("--host-sev-es", text) ? EncryptedState.ON : EncryptedState.OFF);
    }

    /** {@code --host-memory}. */
    void hostMemory(String size) {
        host.hostMemory(Numbers.memorySize("--host-memory", size));
    }

    /** {@code --host-memlock}. */
    void hostMemlock(String size) {
        host.hostMemlock(Numbers.memorySize("--host-memlock", size));
    }

    /** {@code --host-misc-max}. */
    void hostMiscMax(String text) {
        host.hostMiscMax(limits(text));
    }

    /** {@code --host-init-ex-path}. */
    void hostInitExPath(String file) {
        host.hostInitExPath(files.path(file));
    }

    /** {@code --state}. */
    void state(String directory) {
        Path store = files.path(directory);
        state = store;
        host.state(store);
    }

    /** {@code --fault}. */
    void faults(List<String> texts) {
        texts.stream().map(text -> parsed("--fault", text, FaultText::parse)).forEach(host::fault);
    }

    /** {@code --act}. */
    void acts(List<String> texts) {
        texts.stream().map(text -> parsed("--act", text, PlannedAct::parse)).forEach(host::act);
    }

    /** The processor; without a generation that of the chip that the state directory keeps. */
    Chip processor() {
        Chip made = Optional.ofNullable(chip)
                .or(() -> Optional.ofNullable(state).map(Chip::keptIn))
                .orElse(Chip.MILAN);
        made = sevFirmware == null ? made : made.withFirmware(sevFirmware);
        for (String name : flaws) {
            made = name.equals(Choices.Flaws.NONE) ? made.withoutFlaws() : made.with(Choices.flaw(name));
        }
        return made;
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

    private static <T> T parsed(String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            // A message about an act begins with that word, as the option does.
            String message = String.valueOf(e.getMessage());
            String word = option.substring(2) + " ";
            throw new InputException(
                    option + " " + (message.startsWith(word) ? message.substring(word.length()) : message), e);
        }
    }
}
