package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.EmbeddedKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code firmware export}: the embedded files, for owners who keep copies of what they launch. */
@Command(
        name = "export",
        description =
                "Writes the embedded OVMF image, kernel, initrd and command line as files for launches and owners.")
@JsonVerb.Report("files")
final class OvmfExportCommand extends JsonVerb {
    @Mixin
    private OutDirectory out = new OutDirectory();

    @Mixin
    private EmbeddedImage image = new EmbeddedImage();

    @Override
    public Integer call() {
        Map<String, Bytes> files = new LinkedHashMap<>();
        files.put("OVMF.fd", image.content());
        files.put("vmlinuz", EmbeddedKernel.image());
        files.put("initrd.img", EmbeddedKernel.initrd());
        files.put("cmdline", Bytes.ofAscii(EmbeddedKernel.COMMAND_LINE));
        out.export("file", files, this);
        return Main.OK;
    }
}
