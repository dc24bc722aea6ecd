package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.LaunchExplainer;
import dev.sevsim.owner.LaunchExplainer.Answer;
import dev.sevsim.owner.OtherInputs;
import dev.sevsim.owner.OtherInputs.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner explain}: how a launch differs from the expected one. */
@Command(
        name = "explain",
        description =
                "Explains why a measurement or launch digest is not the expected one, by trying the inputs that may differ.")
final class OwnerExplainCommand extends JsonVerb {
    private static final int MAX_BOOT_FILE = 256 << 20;
    private static final int MAX_VCPUS = 4096;

    @Mixin
    private MeasurementOptions launch = new MeasurementOptions();

    @Option(
            names = "--digest",
            paramLabel = "HEX|BASE64|FILE",
            description = "Launch digest to explain instead of a measurement, 32 bytes; repeatable.")
    private List<String> digests = new ArrayList<>();

    @Option(names = "--other-firmware", paramLabel = "FILE", description = "Another OVMF image to try; repeatable.")
    private List<Path> otherFirmware = new ArrayList<>();

    @Option(names = "--other-kernel", paramLabel = "FILE", description = "Another kernel to try; repeatable.")
    private List<Path> otherKernels = new ArrayList<>();

    @Option(names = "--other-initrd", paramLabel = "FILE", description = "Another initrd to try; repeatable.")
    private List<Path> otherInitrds = new ArrayList<>();

    @Option(names = "--other-append", paramLabel = "TEXT", description = "Another command line to try; repeatable.")
    private List<String> otherAppends = new ArrayList<>();

    @Option(
            names = "--max-vcpus",
            paramLabel = "N",
            description = "Highest number of vCPUs to try (default: ${DEFAULT-VALUE}).")
    private String maxVcpus = Integer.toString(LaunchExplainer.USUAL_MAXIMUM_VCPUS);

    @Override
    public Integer call() {
        GuestPolicy policy = launch.files.policy();
        ExpectedLaunch expected = launch.files.expected();
        LaunchExplainer explainer = LaunchExplainer.of(expected, policy)
                .trying(new OtherInputs(
                        named("OVMF image", otherFirmware),
                        named("kernel", otherKernels),
                        named("initrd", otherInitrds),
                        otherAppends))
                .tryingVcpus(Numbers.integer("--max-vcpus", maxVcpus, MAX_VCPUS));
        Map<String, Answer> answers;
        try (Workers workers = Workers.pooled()) {
            answers = answers(explainer.searchingOn(workers), expected);
        }
        if (answers.isEmpty()) {
            throw new InputException(
                    "nothing to explain: give --measurement with the keys and what the host reports, or --digest");
        }
        print(expected, answers);
        return answers.values().stream().allMatch(Answer::matches) ? Main.OK : Main.REFUSED;
    }

    private Map<String, Answer> answers(LaunchExplainer explainer, ExpectedLaunch expected) {
        Map<String, Answer> answers = new LinkedHashMap<>();
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

    private Answer explain(LaunchExplainer explainer, ExpectedLaunch expected, MeasurementBlob blob) {
        Measurement wanted = launch.of(expected.launchDigest(launch.files.policy()), blob.nonce());
        return explainer.explain(wanted, blob, launch.keys.integrityKey(), launch.keys.encryptionKey());
    }

    private static List<Named> named(String what, List<Path> paths) {
        List<Named> named = new ArrayList<>();
        for (Path path : paths) {
            named.add(new Named(path.toString(), InputFile.read(what, path, MAX_BOOT_FILE)));
        }
        return named;
    }

    private void print(ExpectedLaunch expected, Map<String, Answer> answers) {
        GuestPolicy policy = launch.files.policy();
        if (json()) {
            console.line(JsonText.object(g -> {
                g.writeStringProperty(
                        "expectedDigest", expected.launchDigest(policy).toHex());
                Regions.write(g, expected.regions(policy));
                JsonText.objects(g, "answers", answers.entrySet(), each -> {
                    Answer answer = each.getValue();
                    g.writeStringProperty("subject", each.getKey());
                    g.writeBooleanProperty("matches", answer.matches());
                    g.writeNumberProperty("tried", answer.tried());
                    JsonText.objects(g, "differences", answer.differences(), difference -> {
                        g.writeStringProperty("input", difference.input().name().toLowerCase(Locale.ROOT));
                        g.writeStringProperty("text", difference.text());
                    });
                });
            }));
            return;
        }
        console.line("expected from your files:");
        Regions.show(console, expected.regions(policy));
        console.line("launch digest  " + expected.launchDigest(policy).toHex());
        answers.forEach((subject, answer) -> console.line(subject + ": " + answer.describe()));
    }
}
