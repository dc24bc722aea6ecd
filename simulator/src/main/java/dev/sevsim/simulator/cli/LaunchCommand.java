package dev.sevsim.simulator.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.simulator.InputException;
import dev.sevsim.simulator.InputFile;
import dev.sevsim.simulator.Launch;
import dev.sevsim.simulator.LaunchReport;
import dev.sevsim.simulator.LaunchRequest;
import dev.sevsim.simulator.LaunchRequest.DirectBoot;
import dev.sevsim.simulator.LaunchRequest.GivenSession;
import dev.sevsim.simulator.LaunchRequest.Secrets;
import dev.sevsim.simulator.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code launch}: the main job, one whole launch. */
@Command(
        name = "launch",
        description = "Runs one whole launch: attests, injects the secrets, boots the guest and shows what it sees.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LaunchCommand extends Verb {
    private static final int MAX_FIRMWARE = 16 << 20;
    private static final int MAX_BOOT_FILE = 256 << 20;
    private static final int MAX_VCPUS = 255;

    @Option(names = "--firmware", paramLabel = "FILE", description = "OVMF image (default: the embedded one)")
    private @Nullable Path firmware;

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description =
                    "Kernel for measured direct boot (default: the embedded one with the embedded image, none with"
                            + " --firmware)")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initrd for --kernel")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel command line for --kernel")
    private @Nullable String append;

    @Option(names = "--vcpus", paramLabel = "N", description = "Virtual CPUs (default: ${DEFAULT-VALUE})")
    private int vcpus = 1;

    @Option(
            names = "--policy",
            paramLabel = "HEX",
            description = "Guest policy, hexadecimal (default: 0x1, no debugging)")
    private String policy = "0x1";

    @Option(names = "--sev-es", description = "Launch an SEV-ES guest (not in this version)")
    private boolean encryptedState;

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

    @Option(names = "--dh-cert", paramLabel = "FILE", description = "The owner's certificate, from another tool")
    private @Nullable Path dhCert;

    @Option(names = "--session", paramLabel = "FILE", description = "The owner's session, from another tool")
    private @Nullable Path session;

    @Option(names = "--tik", paramLabel = "FILE", description = "Transport integrity key of that session, 16 bytes")
    private @Nullable Path tik;

    @Option(names = "--tek", paramLabel = "FILE", description = "Transport encryption key of that session, 16 bytes")
    private @Nullable Path tek;

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description = "A line for the guest's shell; repeatable (default: look at the secrets, remove one)")
    private List<String> commands = new ArrayList<>();

    @Option(names = "--shell", description = "Type at the guest's shell: lines come from standard input")
    private boolean shell;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            description = "Interface of the guest kernel: final (the only one yet)")
    private String era = "final";

    @Option(names = "--state", paramLabel = "DIR", description = "Keep the platform's identity here between runs")
    private @Nullable Path state;

    @Option(names = "--seed", paramLabel = "N", description = "Repeat the run with this seed (default: a fresh one)")
    private @Nullable String seed;

    @Option(names = "--trace", paramLabel = "FILE", description = "Write everything that happens here, JSON Lines")
    private @Nullable Path trace;

    @Option(
            names = "--reveal-secrets-in-trace",
            description = "Teaching view: the trace also holds what the guest prints, plain secrets included")
    private boolean revealSecrets;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    LaunchCommand() {}

    @Override
    public Integer call() {
        LaunchRequest request = request();
        Launch.Options options = new Launch.Options(
                seed == null ? Seed.fresh() : Seed.parse(seed),
                Optional.ofNullable(state),
                Optional.ofNullable(trace),
                revealSecrets);
        LaunchView view = json
                ? LaunchView.SILENT
                : new LaunchView(console, shell ? LaunchView.Typing.AT_THE_CONSOLE : LaunchView.Typing.PREPARED);
        view.begin(options.seed());
        LaunchReport report = Launch.run(request, options, view, shell ? System.in : null);
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

    private LaunchRequest request() {
        refuseWhatThisVersionLacks();
        Optional<GivenSession> given = givenSession();
        Secrets chosen = chosenSecrets(given);
        return new LaunchRequest(
                Optional.ofNullable(firmware).map(f -> readShowingProgress("firmware image", f, MAX_FIRMWARE)),
                directBoot(),
                Arguments.policy(policy),
                vcpus,
                given,
                chosen,
                commands.isEmpty() && !shell ? Launch.defaultCommands(chosen) : commands);
    }

    private void refuseWhatThisVersionLacks() {
        if (encryptedState || Arguments.policy(policy).encryptedState()) {
            throw new InputException("SEV-ES guests (--sev-es, policy bit 2) are not part of this version;"
                    + " launch a plain SEV guest, see docs/limits.md");
        }
        if (!era.equals("final")) {
            throw new InputException("--era " + era + " is not part of this version, expected: final");
        }
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new InputException("--vcpus " + vcpus + " is out of range, expected 1 to " + MAX_VCPUS);
        }
        if (shell && !commands.isEmpty()) {
            throw new InputException("--shell and --run exclude each other");
        }
    }

    private Optional<DirectBoot> directBoot() {
        if (kernel == null) {
            if (initrd != null || append != null) {
                throw new InputException((initrd != null ? "--initrd" : "--append") + " needs --kernel");
            }
            return Optional.empty();
        }
        return Optional.of(new DirectBoot(
                readShowingProgress("kernel", kernel, MAX_BOOT_FILE),
                Optional.ofNullable(initrd).map(f -> readShowingProgress("initrd", f, MAX_BOOT_FILE)),
                Optional.ofNullable(append)));
    }

    private Optional<GivenSession> givenSession() {
        if (dhCert == null && session == null) {
            if (tik != null || tek != null) {
                throw new InputException("--tik and --tek need --dh-cert and --session");
            }
            return Optional.empty();
        }
        if (dhCert == null || session == null) {
            throw new InputException(
                    dhCert == null
                            ? "--session needs the owner's certificate, give --dh-cert too"
                            : "--dh-cert needs the session that was made with it, give --session too");
        }
        if ((tik == null) != (tek == null)) {
            throw new InputException(
                    "--tik and --tek go together, " + (tik == null ? "--tik" : "--tek") + " is missing");
        }
        Bytes godh = OwnerFiles.readBinary(dhCert, "owner's certificate", SevCertificate.SIZE);
        Bytes blob = OwnerFiles.readBinary(session, "session buffer", LaunchSession.SIZE);
        Optional<TransportKeys> keys = tik == null || tek == null
                ? Optional.empty()
                : Optional.of(new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik)));
        return Optional.of(new GivenSession(godh, blob, keys));
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
        if (noSecrets || keysMissing) {
            return Secrets.NONE;
        }
        if (secretTable != null) {
            return new Secrets(List.of(), Optional.of(InputFile.read("secret table", secretTable, 1 << 20)));
        }
        return new Secrets(Arguments.secrets(secrets), Optional.empty());
    }

    private Bytes readShowingProgress(String what, Path file, long maximum) {
        try (Progress progress = console.progress("reading " + what, Arguments.size(file))) {
            return InputFile.read(what, file, maximum, progress::done);
        }
    }
}
