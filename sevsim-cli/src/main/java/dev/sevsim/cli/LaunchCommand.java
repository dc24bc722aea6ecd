package dev.sevsim.cli;

import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.GuestDisks;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code launch}: the main job, one whole launch. */
@Command(
        name = "launch",
        description = "Runs one whole launch: attests, injects the secrets, boots the guest and shows what it sees.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LaunchCommand extends Verb {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private MachineOptions machine;

    @Option(
            names = "--secret",
            paramLabel = "GUID=@FILE|TEXT",
            description = "A secret to inject; repeatable (default: four samples)")
    private List<String> secrets = new ArrayList<>();

    @Option(names = "--no-secrets", description = "Inject nothing")
    private boolean noSecrets;

    @Option(
            names = "--secret-table",
            paramLabel = "FILE",
            description = "Ready-made content of the secret area instead of --secret")
    private @Nullable Path secretTable;

    @Option(names = "--tik", paramLabel = "FILE", description = "Transport integrity key of that session, 16 bytes")
    private @Nullable Path tik;

    @Option(names = "--tek", paramLabel = "FILE", description = "Transport encryption key of that session, 16 bytes")
    private @Nullable Path tek;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private RemoteOwnerOptions owner;

    @Option(
            names = "--shell",
            description = "Type at the guest's shell; at a terminal with history, completion and line editing"
                    + " (Ctrl-D or poweroff ends the guest, Ctrl-] presses its power button), else lines come from"
                    + " standard input")
    private boolean shell;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    LaunchCommand() {}

    @Override
    public Integer call() {
        MachineSpec spec = spec();
        LaunchView view = json
                ? LaunchView.SILENT
                : new LaunchView(console, shell ? LaunchView.Typing.AT_THE_CONSOLE : LaunchView.Typing.PREPARED);
        view.begin(spec.seed());
        LaunchReport report = launch(spec, view);
        if (json) {
            console.line(ReportJson.of(report));
        } else {
            view.end(report);
        }
        if (report.verdict() == LaunchReport.Verdict.REFUSED) {
            console.error("launch refused: " + report.reason().orElse("no reason given"));
            return Main.REFUSED;
        }
        return Main.OK;
    }

    private LaunchReport launch(MachineSpec spec, LaunchView view) {
        boolean interactive = shell && !json && Console.inputIsTerminal() && Console.outputIsTerminal();
        if (!interactive) {
            return Launch.run(spec, view, shell ? Keyboard.ofLines(System.in) : Keyboard.NONE);
        }
        try (RawTerminal terminal = new RawTerminal(System.in)) {
            return Launch.run(spec, view, terminal.keys());
        }
    }

    private MachineSpec spec() {
        if (shell && machine.hasCommands()) {
            throw new InputException("--shell and --run exclude each other");
        }
        Optional<GivenSession> given = givenSession();
        OwnerSpec.Builder owning = OwnerSpec.builder().secrets(chosenSecrets(given));
        given.ifPresent(owning::session);
        owner.owner().ifPresent(owning::external);
        GuestSpec.Builder guest = machine.guest(console);
        return machine.spec(shell ? guest.run() : guest, owning);
    }

    private Optional<GivenSession> givenSession() {
        if (!machine.namesSession() && (tik != null || tek != null)) {
            throw new InputException("--tik and --tek need --dh-cert and --session");
        }
        if (machine.namesSession() && (tik == null) != (tek == null)) {
            throw new InputException(
                    "--tik and --tek go together, " + (tik == null ? "--tik" : "--tek") + " is missing");
        }
        return machine.session(
                tik == null || tek == null
                        ? Optional.empty()
                        : Optional.of(new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik))));
    }

    private Secrets chosenSecrets(Optional<GivenSession> given) {
        int ways = (secrets.isEmpty() ? 0 : 1) + (secretTable == null ? 0 : 1) + (noSecrets ? 1 : 0);
        if (ways > 1) {
            throw new InputException("--secret, --secret-table and --no-secrets exclude each other");
        }
        boolean keysMissing = given.isPresent() && given.get().keys().isEmpty();
        if (keysMissing && (!secrets.isEmpty() || secretTable != null)) {
            throw new InputException("secrets for a given session need its keys, give --tik and --tek");
        }
        if (owner.isNamed() && (ways > 0 || given.isPresent() || machine.hasEncryptedDisk())) {
            throw new InputException(
                    "--owner excludes --secret, --secret-table, --no-secrets, --encrypted-disk, --dh-cert"
                            + " and --session: session and secrets come from the service");
        }
        if (noSecrets || keysMissing || owner.isNamed()) {
            return Secrets.NONE;
        }
        if (secretTable != null) {
            return new Secrets(List.of(), Optional.of(InputFile.read("secret table", secretTable, 1 << 20)));
        }
        Secrets named = new Secrets(Arguments.secrets(secrets), Optional.empty());
        return machine.hasEncryptedDisk() ? GuestDisks.withPassphrase(named) : named;
    }
}
