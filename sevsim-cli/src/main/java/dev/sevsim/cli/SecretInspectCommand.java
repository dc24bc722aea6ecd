package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.kernel.SecretAreaInspection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code secret inspect}. */
@Command(name = "inspect", description = "Shows how a guest kernel reads a secret area, plain secrets included.")
@JsonVerb.Report("secret-inspect")
final class SecretInspectCommand extends JsonVerb {
    private static final int MAX_AREA = 16 << 20;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Raw content of a secret area; its length is the size of the area.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        List<Bytes> areas = files.stream()
                .map(file -> InputFile.readPossiblyEmpty("secret area", file, MAX_AREA, done -> {}))
                .toList();
        for (int i = 0; i < areas.size(); i++) {
            SecretAreaInspection seen = SecretAreaInspection.of(areas.get(i));
            if (json()) {
                console.json(JsonText.object(g -> writeJson(g, seen)));
            } else {
                show(files.get(i), areas.get(i), seen);
            }
        }
        return Main.OK;
    }

    private void show(Path file, Bytes area, SecretAreaInspection seen) {
        console.line(file + ": area of " + area.length() + " bytes");
        console.line("  probe: " + probe(seen.probe()));
        seen.log().forEach(message -> console.line("  log <" + message.level() + "> " + message.text()));
        seen.files().ifPresent(list -> {
            if (list.isEmpty()) {
                console.line("  no files");
            }
            list.forEach(f -> console.line(String.format(
                    Locale.ROOT,
                    "  %s %s %4d bytes: %s",
                    f.mode(),
                    f.name(),
                    f.data().length(),
                    f.data().toHex())));
        });
    }

    private static String probe(int result) {
        if (result == 0) {
            return "bound";
        }
        String name = Errno.fromCode(-result).map(Errno::name).orElse("error");
        String hint = result == -Errno.ENODEV.code() ? ": no secret table here, the header GUID is missing" : "";
        return result + " (" + name + ")" + hint;
    }

    private static void writeJson(JsonGenerator g, SecretAreaInspection seen) {
        g.writeNumberProperty("probe", seen.probe());
        JsonText.objects(g, "log", seen.log(), message -> {
            g.writeNumberProperty("level", message.level());
            g.writeStringProperty("text", message.text());
        });
        if (seen.files().isEmpty()) {
            g.writeNullProperty("files");
            return;
        }
        JsonText.objects(g, "files", seen.files().get(), file -> {
            g.writeStringProperty("name", file.name());
            g.writeStringProperty("mode", file.mode());
            g.writeNumberProperty("size", file.size());
            g.writeStringProperty("data", file.data().toHex());
        });
    }
}
