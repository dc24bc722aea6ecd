package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.ovmf.image.AmdSevImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firmware export}: the embedded files, for owners who keep copies of what they launch. */
@Command(
        name = "export",
        description =
                "Writes the embedded OVMF image, kernel, initrd and command line, as files for launches and owners.",
        mixinStandardHelpOptions = true)
final class FirmwareExportCommand extends Verb {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            description = "edk2 release that the image is made as, such as 202202 (default: 202511)")
    private @Nullable String firmwareRelease;

    @Option(names = "--json", description = "Print one JSON object instead")
    private boolean json;

    /** Made by picocli. */
    FirmwareExportCommand() {}

    @Override
    public Integer call() {
        Map<String, Bytes> files = new LinkedHashMap<>();
        files.put(
                "OVMF.fd",
                firmwareRelease == null
                        ? AmdSevImage.standard()
                        : AmdSevImage.builder()
                                .release(Arguments.release(firmwareRelease))
                                .build());
        files.put("vmlinuz", EmbeddedKernel.image());
        files.put("initrd.img", EmbeddedKernel.initrd());
        files.put("cmdline", Bytes.ofAscii(EmbeddedKernel.COMMAND_LINE));
        OutputFile.makeDirectory("output directory", out);
        files.forEach((name, content) -> OutputFile.write("file", out.resolve(name), content));
        if (json) {
            console.line(JsonText.object(
                    g -> files.forEach((name, content) -> g.writeNumberProperty(name, content.length()))));
        } else {
            files.forEach((name, content) ->
                    console.line(String.format(Locale.ROOT, "%6d  %s", content.length(), out.resolve(name))));
        }
        return Main.OK;
    }
}
