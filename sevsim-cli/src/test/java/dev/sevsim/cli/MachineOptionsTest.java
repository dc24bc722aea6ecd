package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.option.MachineOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code launch} beside the table by which scenario files and the command line set them. */
class MachineOptionsTest {
    /** Options of {@code launch} that describe no machine, each with the reason. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("owner", "an address of a service, which a scenario has no part of"),
            Map.entry("image", "belongs to --owner"),
            Map.entry("trace", "a file of one run; scenario run has --keep-traces"),
            Map.entry("break", "stops one run; a scenario has 'at'"),
            Map.entry("report", "a page of one run; scenario run has its own"),
            Map.entry("reveal-secrets", "belongs to --report"),
            Map.entry("shell", "input of a person; a scenario has 'run'"),
            Map.entry("real-guest", "a guest outside of the machine"),
            Map.entry("qemu", "belongs to --real-guest"),
            Map.entry("real-guest-accel", "belongs to --real-guest"),
            Map.entry("real-guest-timeout", "belongs to --real-guest"),
            Map.entry("real-guest-console", "belongs to --real-guest"),
            Map.entry("json", "form of the output"),
            Map.entry("json-schema", "no launch"),
            Map.entry("verbose", "log messages of the program"),
            Map.entry("help", "no launch"),
            Map.entry("version", "no launch"));

    /** Options of a launch that {@code serve} has not: an owner from outside has its own. */
    private static final List<String> OF_OWNERS = List.of(
            "tik",
            "tek",
            "tk",
            "attestation",
            "secret",
            "no-secrets",
            "secret-table",
            "expect-firmware",
            "expect-kernel",
            "expect-initrd",
            "expect-append",
            "expect-generation",
            "expect-sev-firmware",
            "expect-no-kernel");

    @Test
    void launchHasTheOptionsOfTheTable() {
        Set<String> names = names("launch");
        names.removeAll(OTHERS.keySet());

        assertThat(names).isEqualTo(table());
        assertThat(names("launch")).containsAll(OTHERS.keySet());
    }

    @Test
    void serveHasThoseOfTheMachine() {
        Set<String> expected = table();
        expected.removeAll(OF_OWNERS);

        assertThat(names("serve")).containsAll(expected).doesNotContainAnyElementsOf(OF_OWNERS);
    }

    @Test
    void takesAsManyValuesAsTheTable() {
        for (MachineOption option : MachineOption.all()) {
            OptionSpec declared = spec("launch").findOption("--" + option.name());
            assertThat(form(declared)).as(option.name()).isEqualTo(option.form());
        }
    }

    private static MachineOption.Form form(OptionSpec option) {
        return option.isMultiValue()
                ? MachineOption.Form.LIST
                : option.arity().max() == 0 ? MachineOption.Form.FLAG : MachineOption.Form.TEXT;
    }

    private static Set<String> table() {
        return MachineOption.all().stream().map(MachineOption::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(String verb) {
        return spec(verb).options().stream()
                .map(option -> Stream.of(option.names())
                        .filter(name -> name.startsWith("--"))
                        .findFirst()
                        .orElseThrow()
                        .substring(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static CommandSpec spec(String verb) {
        return Objects.requireNonNull(Main.allVerbs().getSubcommands().get(verb))
                .getCommandSpec();
    }
}
