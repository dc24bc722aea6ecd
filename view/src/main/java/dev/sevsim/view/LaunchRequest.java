package dev.sevsim.view;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.machine.option.MachineOption;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.view.Run.Disclosure;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A launch that a page asks for: options by their names on the command line, those alone that name no file.
 *
 * @param values of options that are given
 */
record LaunchRequest(Map<String, String> values) {
    /** The options of the form, in its order, with the values that the form begins with. */
    private static final Map<String, String> OFFERED = offered();

    /** The most vCPUs that a page may ask for. */
    private static final int MOST_VCPUS = 64;

    private static final String VCPUS = "vcpus";
    private static final String SEED = "seed";

    /**
     * Takes the options of a query.
     *
     * @param query names with their values, each of which may be repeated
     * @throws InputException for an option that a page may not set
     */
    static LaunchRequest of(Map<String, List<String>> query) {
        Map<String, String> values = new LinkedHashMap<>();
        query.forEach((name, given) -> {
            if (!OFFERED.containsKey(name)) {
                throw new InputException("option '" + name + "' is none that a page may set");
            }
            values.put(name, given.get(given.size() - 1));
        });
        return new LaunchRequest(values);
    }

    /**
     * Runs the launch to its end.
     *
     * @throws InputException for a value that an option cannot have
     */
    Run run() {
        RunRecorder recorder = new RunRecorder(Disclosure.HIDDEN);
        MachineSpec spec = spec();
        LaunchReport report;
        try (Machine machine = recorder.assemblyOf(spec).assemble()) {
            recorder.begin(machine);
            report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
        return recorder.run(spec).endingWith(report);
    }

    private MachineSpec spec() {
        MachineDraft draft = new MachineDraft(Path.of(""));
        values.forEach((name, value) -> {
            if (value.isEmpty()) {
                return;
            }
            if (name.equals(VCPUS)) {
                var unused = Numbers.positive(VCPUS, value, MOST_VCPUS);
            }
            draft.set(name, value);
        });
        return draft.build();
    }

    /** The settings of a page that is served: that it is, and the options that it may set. */
    static String settings() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeBooleanProperty("live", true);
            out.writeArrayPropertyStart("options");
            OFFERED.forEach((name, value) -> writeOption(out, name, value));
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void writeOption(JsonGenerator out, String name, String value) {
        List<String> choices = new ArrayList<>(
                MachineOption.named(name).map(MachineOption::values).orElse(List.of()));
        out.writeStartObject();
        out.writeStringProperty("name", name);
        out.writeStringProperty("value", value);
        if (!choices.isEmpty()) {
            out.writeArrayPropertyStart("choices");
            Optional.of("").filter(unset -> value.isEmpty()).ifPresent(out::writeString);
            choices.forEach(out::writeString);
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static Map<String, String> offered() {
        Map<String, String> offered = new LinkedHashMap<>();
        offered.put(SEED, "1");
        List.of("generation", "policy", VCPUS, "era", "host-kernel", "kernel-hashes", "firmware-release")
                .forEach(name -> offered.put(name, ""));
        return offered;
    }
}
