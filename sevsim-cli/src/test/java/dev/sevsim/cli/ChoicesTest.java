package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.io.file.InputException;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.option.Choices;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ChoicesTest {
    @Test
    void findsWhatAValueNames() {
        assertThat(Choices.onOff("--x", "on")).isTrue();
        assertThat(Choices.onOff("--x", "off")).isFalse();
        assertThat(Choices.legacyVmType("auto")).isEqualTo(LegacyVmType.AUTO);
        assertThat(Choices.flaw("stale-memory")).isEqualTo(FirmwareFlaw.STALE_MEMORY);
        assertThat(Choices.hostKernel("newest")).isEqualTo(KernelProfile.NEWEST);
        assertThat(Choices.era("v2").label()).isEqualTo("v2");
        assertThat(Choices.release("edk2-stable202202").tag()).isEqualTo("202202");
    }

    @Test
    void listsTheValuesInTheOrderOfTheirOrigin() {
        assertThat(new Choices.OnOff()).containsExactly("on", "off");
        assertThat(new Choices.LegacyVmTypes()).containsExactly("on", "off", "auto");
        assertThat(new Choices.Generations()).containsExactly("naples", "rome", "milan", "genoa");
        assertThat(new Choices.Eras()).containsExactly("v2", "v7", "final").hasSize(Era.values().length);
        assertThat(new Choices.Flaws()).contains("digest-without-place").endsWith("none");
        assertThat(new Choices.HostKernels()).containsExactly("rfc-v2", "6.1", "newest");
        assertThat(new Choices.Releases()).contains("202102", "202511", "head");
    }

    /** A label of words between bars, or a refusal that lists the values, is a closed set. */
    @Test
    void completesEachOptionOfAFixedSet() {
        Set<String> closed = Set.of(
                "--format",
                "--encoding",
                "--form",
                "--party",
                "--generation",
                "--flaw",
                "--host-kernel",
                "--era",
                "--firmware-release",
                "--vmm-type",
                "--vcpu-type");
        String script = CapturedRun.of("completion").out();

        List<OptionSpec> options = options(Main.allVerbs()).toList();
        assertThat(options.stream().flatMap(option -> Stream.of(option.names())))
                .containsAll(closed);
        for (OptionSpec option : options) {
            boolean fixed = option.paramLabel().matches("[a-z]+(\\|[a-z]+)+")
                    || Stream.of(option.names()).anyMatch(closed::contains);
            if (fixed) {
                assertThat(option.completionCandidates())
                        .as(option.longestName())
                        .isNotEmpty();
                assertThat(script).contains(String.join("\" \"", option.completionCandidates()));
            }
        }
    }

    private static Stream<OptionSpec> options(CommandLine verb) {
        return Stream.concat(
                verb.getCommandSpec().options().stream(),
                verb.getSubcommands().values().stream().flatMap(ChoicesTest::options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ON", "on ", "yes", "1"})
    void refusesOtherValuesAndListsTheExpectedOnes(String text) {
        assertThatThrownBy(() -> Choices.onOff("--kernel-hashes", text))
                .isInstanceOf(InputException.class)
                .hasMessage("--kernel-hashes '" + text + "' is unknown, expected one of on, off");
        assertThatThrownBy(() -> Choices.era(text))
                .isInstanceOf(InputException.class)
                .hasMessage("--era '" + text + "' is unknown, expected one of v2, v7, final");
    }
}
