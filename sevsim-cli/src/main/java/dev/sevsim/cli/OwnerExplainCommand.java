package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.Explained;
import dev.sevsim.owner.LaunchExplainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner explain}: how a launch differs from the expected one. */
@Command(
        name = "explain",
        description =
                "Explains why a measurement or launch digest is not the expected one, by trying the inputs that may differ,"
                        + " one and two at a time. Exit status: 0 for the expected launch, 1 when the differences were found, 4 when"
                        + " none of those that were tried fits; then it lists what was tried and what to give next.")
@JsonVerb.Report("owner-explain")
final class OwnerExplainCommand extends JsonVerb {
    private static final int MAX_COMMAND_LINE = 1 << 20;
    private static final int MAX_VCPUS = 4096;

    @Mixin
    private MeasurementOptions launch = new MeasurementOptions();

    @Option(
            names = "--digest",
            paramLabel = "HEX|BASE64|FILE",
            description = "Launch digest to explain instead of a measurement, 32 bytes; repeatable.")
    private List<String> digests = new ArrayList<>();

    @Mixin
    private OtherInputOptions others = new OtherInputOptions();

    @Option(
            names = "--qemu-cmdline",
            description =
                    "QEMU's command line on the host, as a script, ps or /proc/PID/cmdline shows it: inputs that are not"
                            + " given are taken from it, others that differ are tried.")
    private @Nullable Path qemuCommandLine;

    @Option(
            names = "--max-vcpus",
            paramLabel = "N",
            description = "Highest number of vCPUs to try (default: ${DEFAULT-VALUE}).")
    private String maxVcpus = Integer.toString(LaunchExplainer.USUAL_MAXIMUM_VCPUS);

    @Override
    public Integer call() {
        if (qemuCommandLine != null) {
            QemuCommandLine line =
                    QemuCommandLine.read(InputFile.read("QEMU command line", qemuCommandLine, MAX_COMMAND_LINE)
                            .toArray());
            others.takeFrom(line, launch.files);
            launch.files.takeFrom(line);
        }
        ExpectedLaunch expected = launch.files.expected();
        LaunchExplainer explainer = LaunchExplainer.of(expected, launch.files.policy())
                .trying(others.inputs())
                .tryingVcpus(Numbers.positiveInteger("--max-vcpus", maxVcpus, MAX_VCPUS))
                .telling(step -> console.status("searching: " + step));
        Map<String, Explained> answers;
        try (Workers workers = Workers.pooled()) {
            answers = answers(explainer.searchingOn(workers), expected);
        } finally {
            console.endStatus();
        }
        if (answers.isEmpty()) {
            throw new InputException(
                    "nothing to explain: give --measurement with the keys and what the host reports, or --digest");
        }
        print(expected, answers);
        return status(answers.values());
    }

    private static int status(Collection<Explained> answers) {
        if (!answers.stream().allMatch(Explained::isComplete)) {
            return Main.UNEXPLAINED;
        }
        return answers.stream().allMatch(Explained::matches) ? Main.OK : Main.REFUSED;
    }

    private Map<String, Explained> answers(LaunchExplainer explainer, ExpectedLaunch expected) {
        Map<String, Explained> answers = new LinkedHashMap<>();
        for (String text : digests) {
            Bytes digest = BinaryArguments.launchDigest(text);
            answers.put("digest " + digest.toHex(), explainer.explainDigest(digest));
        }
        if (launch.reported.hasMeasurement()) {
            MeasurementBlob blob = launch.reported.measurement();
            answers.put("measurement " + blob.encode().toBase64(), explain(explainer, expected, blob));
        }
        return answers;
    }

    private Explained explain(LaunchExplainer explainer, ExpectedLaunch expected, MeasurementBlob blob) {
        Measurement wanted = launch.of(expected.launchDigest(launch.files.policy()), blob.nonce());
        return explainer.explain(wanted, blob, launch.keys.integrityKey(), others.reports(launch.keys));
    }

    private void print(ExpectedLaunch expected, Map<String, Explained> answers) {
        GuestPolicy policy = launch.files.policy();
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeStringProperty(
                        "expectedDigest", expected.launchDigest(policy).toHex());
                Regions.write(g, expected.regions(policy));
                JsonText.objects(g, "answers", answers.entrySet(), each -> {
                    Explained answer = each.getValue();
                    g.writeStringProperty("subject", each.getKey());
                    g.writeBooleanProperty("matches", answer.matches());
                    g.writeNumberProperty("tried", answer.tried());
                    JsonText.objects(g, "differences", answer.differences(), difference -> {
                        g.writeStringProperty("input", difference.input().name().toLowerCase(Locale.ROOT));
                        g.writeStringProperty("text", difference.text());
                    });
                    JsonText.texts(g, "steps", answer.steps());
                    JsonText.texts(g, "next", answer.next());
                });
            }));
            return;
        }
        console.line("expected from your files:");
        Regions.show(console, expected.regions(policy));
        console.line("launch digest  " + expected.launchDigest(policy).toHex());
        answers.forEach(this::show);
    }

    private void show(String subject, Explained answer) {
        console.line(subject + ": " + answer.describe());
        if (!answer.isComplete()) {
            answer.steps().forEach(step -> console.line("  tried  " + step));
            answer.next().forEach(step -> console.line("  next   " + step));
        }
    }
}
