package dev.sevsim.cli;

import dev.sevsim.abi.image.Flash;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.ovmf.image.OvmfImageReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code firmware inspect}. */
@Command(
        name = "inspect",
        description = "Shows the table at the end of an OVMF image and the ranges that a launch measures.")
@JsonVerb.Report("firmware-inspect")
final class OvmfInspectCommand extends JsonVerb {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "OVMF image (default: the embedded one).")
    private @Nullable Path file;

    @Mixin
    private EmbeddedImage embedded = new EmbeddedImage();

    @Override
    public Integer call() {
        if (file != null && embedded.isNamed()) {
            throw new InputException("--firmware-release chooses an embedded OVMF image, give no file with it");
        }
        OvmfImageReport report = OvmfImageReport.of(
                file == null ? embedded.content() : InputFile.read("OVMF image", file, Flash.MAX_BYTES));
        if (json()) {
            console.json(JsonText.object(g -> writeJson(g, report)));
        } else {
            show(file == null ? "embedded image" : file.toString(), report);
        }
        return Main.OK;
    }

    private void show(String name, OvmfImageReport report) {
        console.line(name + ": " + report.sizeBytes() + " bytes, mapped at " + hex(report.flashBase()));
        console.line("  sha256  " + report.sha256().toHex());
        console.line("  table");
        if (report.entries().isEmpty()) {
            console.line("    none");
        }
        report.entries()
                .forEach(e ->
                        console.line(String.format(Locale.ROOT, "    %s  %-22s %s", e.guid(), e.name(), e.meaning())));
        console.line("  secret area    " + area(report.secretArea()));
        console.line("  kernel hashes  " + area(report.hashTableArea()));
        console.line("  a launch measures, in this order");
        List<OvmfImageReport.MeasuredRange> ranges =
                report.measuredWithKernelHashes().orElseGet(report::measured);
        ranges.forEach(range -> console.line(String.format(
                Locale.ROOT,
                "    %-15s %s + %s%s",
                range.name(),
                hex(range.base()),
                hex(range.size()),
                range.name().equals("kernel hashes") ? "  (with --kernel)" : "")));
        console.line(
                "  launch digest without a kernel  " + report.launchDigest().toHex());
        report.problems().forEach(text -> console.line("  problem: " + text));
        report.remarks().forEach(text -> console.line("  remark: " + text));
    }

    private static String area(Optional<Area> area) {
        return area.map(a ->
                        a.isAbsent() ? "base 0, size 0: this build has none" : hex(a.base()) + " + " + hex(a.size()))
                .orElse("no entry");
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static void writeJson(JsonGenerator g, OvmfImageReport report) {
        g.writeNumberProperty("size", report.sizeBytes());
        g.writeStringProperty("sha256", report.sha256().toHex());
        g.writeStringProperty("launchDigest", report.launchDigest().toHex());
        JsonText.objects(g, "entries", report.entries(), entry -> {
            g.writeStringProperty("guid", entry.guid().toString());
            g.writeStringProperty("name", entry.name());
            g.writeStringProperty("data", entry.data().toHex());
            g.writeStringProperty("meaning", entry.meaning());
        });
        writeArea(g, "secretArea", report.secretArea());
        writeArea(g, "hashTableArea", report.hashTableArea());
        JsonText.texts(g, "problems", report.problems());
        JsonText.texts(g, "remarks", report.remarks());
    }

    private static void writeArea(JsonGenerator g, String name, Optional<Area> area) {
        if (area.isEmpty()) {
            g.writeNullProperty(name);
            return;
        }
        g.writeObjectPropertyStart(name);
        g.writeStringProperty("base", hex(area.get().base()));
        g.writeNumberProperty("size", area.get().size());
        g.writeEndObject();
    }
}
