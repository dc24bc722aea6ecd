package dev.sevsim.cli;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.Replay;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.machine.StoppedRun;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.view.LaunchPage;
import dev.sevsim.view.RunRecorder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code launch}: one whole launch. */
@Command(
        name = "launch",
        description = "Runs one whole launch: attests the guest, injects secrets, boots it and shows its console.",
        abbreviateSynopsis = true,
        footer = {"", MachineOptions.DEFAULTS, "", VerdictStatus.HELP})
@JsonVerb.Report("launch")
final class LaunchCommand extends JsonVerb {
    @Spec
    private CommandSpec given;

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private OwnerOptions owner = new OwnerOptions();

    @Option(
            names = "--shell",
            description =
                    "Type at the guest's shell; at a terminal with history, completion and line editing (Ctrl-D or"
                            + " poweroff ends the guest, Ctrl-] presses its power button), otherwise lines come from standard"
                            + " input.")
    @Topic.Of(Topic.RUN)
    private boolean shell;

    @Mixin
    private BreakOption stop = new BreakOption();

    @Mixin
    private RealGuestOptions realGuest = new RealGuestOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    private List<Fault> missedFaults = List.of();
    private List<ActRunner.Missed> missedActs = List.of();

    @Override
    public Integer call() {
        Optional<Point> point = stop.value();
        page.check(json() || machine.tracesToOutput());
        if (realGuest.wanted()) {
            return withRealGuest(point.isPresent());
        }
        MachineSpec spec = spec();
        if (point.isPresent()) {
            return stopped(Replay.of(spec), point.get());
        }
        LaunchView view = json() || machine.tracesToOutput()
                ? LaunchView.silent(console)
                : new LaunchView(
                        page.beside(console), shell ? LaunchView.Typing.AT_THE_CONSOLE : LaunchView.Typing.PREPARED);
        view.begin(spec.seed());
        LaunchReport report = launch(spec, view);
        if (json()) {
            console.json(ReportJson.of(report, notDone()));
        } else if (machine.tracesToOutput()) {
            console.remark("sevsim: verdict: " + report.verdict().text());
        } else {
            view.end(report);
        }
        notDone().forEach(console::error);
        report.refusal().ifPresent(refusal -> explain(report.verdict(), refusal));
        int status = VerdictStatus.of(report.verdict());
        return status == Main.OK && !notDone().isEmpty() ? VerdictStatus.NOT_DONE : status;
    }

    /** A launch, and a real guest with its memory. */
    private int withRealGuest(boolean stops) {
        if (json() || shell || stops || page.isAsked() || machine.tracesToOutput()) {
            throw new InputException("--real-guest excludes --json, --shell, --break, --report and --trace -");
        }
        owner.check(machine);
        Path kernel = given.commandLine().getParseResult().matchedOptionValue("--kernel", null);
        if (kernel != null) {
            RealGuestFiles.check(kernel);
        }
        LaunchView view = new LaunchView(console, LaunchView.Typing.PREPARED);
        try (RealGuest real = new RealGuest(realGuest, console, this::described, this::isGiven)) {
            MachineSpec spec = machine.traced(real.spec());
            view.begin(spec.seed());
            LaunchReport report = real.launch(spec, view);
            view.end(report);
            report.refusal().ifPresent(refusal -> explain(report.verdict(), refusal));
            int status = VerdictStatus.of(report.verdict());
            return status != Main.OK || real.compare() ? status : Main.REFUSED;
        } catch (IOException e) {
            throw new SimulatorException("the real guest cannot be run: " + e.getMessage(), e);
        }
    }

    private boolean isGiven(String option) {
        return given.commandLine().getParseResult().hasMatchedOption(option);
    }

    private MachineDraft described() {
        MachineDraft described = machine.draft(console);
        owner.external().ifPresent(described::externalOwner);
        return described;
    }

    /** A launch that stops at a point is looked at; there is no verdict. */
    private int stopped(Replay launch, Point point) {
        if (machine.writesTrace() || page.isAsked()) {
            throw new InputException(
                    "--break excludes --trace and --report: the run is repeated, 'trace' shows its records");
        }
        StoppedRun run = launch.stopAt(point);
        try (StoppedShell commands = new StoppedShell(console, run)) {
            if (json()) {
                console.json(StoppedView.json(run));
            } else {
                boolean interactive = Console.isInteractive();
                commands.read(shell || interactive ? System.in : InputStream.nullInputStream(), interactive);
            }
        }
        return Main.OK;
    }

    private List<String> notDone() {
        return Console.notDone(missedFaults, missedActs);
    }

    private void explain(Verdict verdict, Refusal refusal) {
        boolean refused = verdict == Verdict.REFUSED;
        console.error(
                (refused ? "launch refused: " : "launch not accepted, " + verdict.text() + ": ") + refusal.reason());
        if (json() || !refused) {
            return; // The report has the rest, or there is no more.
        }
        console.detail("refused by", refusal.by().name().toLowerCase(Locale.ROOT));
        refusal.why().ifPresent(why -> {
            console.detail("rule", why.rule());
            console.detail("found", why.found());
            console.detail("source", why.source());
        });
    }

    private LaunchReport launch(MachineSpec spec, LaunchView view) {
        boolean interactive = shell && !json() && Console.isInteractive();
        Optional<RunRecorder> recorder = page.recorder();
        try (@Nullable OutputTarget file = page.open().orElse(null)) {
            LaunchReport report;
            try (Machine machine = recorder.map(one -> one.assemblyOf(spec))
                            .orElseGet(() -> Machine.of(spec))
                            .assemble();
                    RawTerminal terminal = new RawTerminal(System.in)) {
                recorder.ifPresent(one -> one.begin(machine));
                Keyboard lines = shell ? Keyboard.ofLines(System.in) : Keyboard.NONE;
                report = Launch.run(machine, view, interactive ? terminal.keys() : lines);
                missedFaults = machine.pendingFaults();
                missedActs = machine.pendingActs();
            }
            if (file != null) {
                LaunchPage.write(recorder.orElseThrow().run(spec).endingWith(report), file);
            }
            return report;
        }
    }

    private MachineSpec spec() {
        if (machine.tracesToOutput() && (json() || shell)) {
            throw new InputException("--trace - uses standard output, as --json and --shell do: name a file");
        }
        if (shell && machine.hasCommands()) {
            throw new InputException("--shell and --run exclude each other");
        }
        owner.check(machine);
        return machine.spec(shell ? described().set("run") : described());
    }
}
