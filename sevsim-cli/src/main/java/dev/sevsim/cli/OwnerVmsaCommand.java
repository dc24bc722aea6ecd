package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.owner.ExpectedVcpus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner vmsa}: save areas for tools that take them as files. */
@Command(
        name = "vmsa",
        description =
                "Writes the save areas (VMSA) that an SEV-ES launch measures, one for the first vCPU and one for all"
                        + " others.")
@JsonVerb.Report("files")
final class OwnerVmsaCommand extends JsonVerb {
    @Mixin
    private VcpuOptions vcpus = new VcpuOptions();

    @Option(
            names = "--firmware",
            required = true,
            description = "OVMF image, whose table has the start address of the other vCPUs.")
    private Path firmware;

    @Mixin
    private OutDirectory out = new OutDirectory();

    @Override
    public Integer call() {
        ExpectedVcpus processors = vcpus.vcpus();
        Optional<Integer> start =
                OvmfTable.read(ImageFiles.readFirmware(firmware)).sevEsResetAddress();
        List<Bytes> areas = processors.areas(start);
        Map<String, Bytes> files = new LinkedHashMap<>();
        Map<Path, String> written = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(2, areas.size()); i++) {
            String name = "vmsa" + i + ".bin";
            files.put(name, areas.get(i));
            written.put(out.path().resolve(name), i == 0 ? "of the first vCPU" : "of every other vCPU");
        }
        out.write("save area", files);
        if (json()) {
            console.json(OutDirectory.sizes(files));
        } else {
            console.listing(written);
        }
        return Main.OK;
    }
}
