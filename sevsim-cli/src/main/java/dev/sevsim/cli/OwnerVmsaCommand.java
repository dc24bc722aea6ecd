package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.owner.ExpectedVcpus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner vmsa}: save areas for tools that want them as files. */
@Command(
        name = "vmsa",
        description =
                "Writes the save areas (VMSA) that an SEV-ES launch measures: vmsa0.bin, and vmsa1.bin for every other"
                        + " vCPU.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class OwnerVmsaCommand extends Verb {
    @Mixin
    private VcpuOptions vcpus = new VcpuOptions();

    @Option(
            names = "--firmware",
            required = true,
            paramLabel = "FILE",
            description = "OVMF image, which says where the other vCPUs start")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path firmware;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    /** Made by picocli. */
    OwnerVmsaCommand() {}

    @Override
    public Integer call() {
        ExpectedVcpus processors = vcpus.vcpus();
        Optional<Integer> start =
                OvmfTable.read(LaunchFilesOptions.firmware(firmware)).sevEsResetAddress();
        List<Bytes> areas = processors.areas(start);
        OutputFile.makeDirectory("output directory", out);
        Map<Path, String> written = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(2, areas.size()); i++) {
            Path file = out.resolve("vmsa" + i + ".bin");
            OutputFile.write("save area", file, areas.get(i));
            written.put(file, i == 0 ? "of the first vCPU" : "of every other vCPU");
        }
        console.listing(written);
        return Main.OK;
    }
}
