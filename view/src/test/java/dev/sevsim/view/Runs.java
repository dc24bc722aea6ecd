package dev.sevsim.view;

import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.view.Run.Disclosure;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs for tests, each made once. */
final class Runs {
    private Runs() {}

    /** The launch that no option changes, with seed 7. */
    static Run plain() {
        return Plain.RUN;
    }

    /** A launch with these options, and with seed 7. */
    static Run of(Disclosure disclosure, Consumer<MachineDraft> options) {
        MachineDraft draft = new MachineDraft(Path.of("")).set("seed", "7");
        options.accept(draft);
        MachineSpec spec = draft.build();
        RunRecorder recorder = new RunRecorder(disclosure);
        LaunchReport report;
        try (Machine machine = recorder.assemblyOf(spec).assemble()) {
            recorder.begin(machine);
            report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
        return recorder.run(spec).endingWith(report);
    }

    static JsonNode document(Run run) {
        return JsonMapper.shared().readTree(LaunchDocument.of(run));
    }

    private static final class Plain {
        static final Run RUN = of(Disclosure.HIDDEN, draft -> {});
    }
}
