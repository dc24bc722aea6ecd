package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.VmmFlavour;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The processors of an SEV-ES guest, named as the real tools name them. */
@Topic.Of(Topic.VCPUS)
final class VcpuOptions {
    private static final int WORD_BITS = 32;

    @Option(
            names = {"--vcpus", "--num-cpus"},
            paramLabel = "N",
            description = "Number of vCPUs.")
    private @Nullable String count;

    @Option(
            names = "--vcpu-type",
            paramLabel = "MODEL",
            completionCandidates = Choices.CpuModels.class,
            description = "CPU model, such as EPYC-Milan.")
    private @Nullable String type;

    @Option(names = "--vcpu-sig", paramLabel = "N", description = "CPU signature (CPUID 1 EAX).")
    private @Nullable String signature;

    @Option(
            names = {"--vcpu-family", "--cpu-family"},
            paramLabel = "N",
            description = "CPU family, with model and stepping.")
    private @Nullable String family;

    @Option(
            names = {"--vcpu-model", "--cpu-model"},
            paramLabel = "N",
            description = "CPU model number.")
    private @Nullable String model;

    @Option(
            names = {"--vcpu-stepping", "--cpu-stepping"},
            paramLabel = "N",
            description = "CPU stepping.")
    private @Nullable String stepping;

    @Option(
            names = "--vmm-type",
            paramLabel = "VMM",
            completionCandidates = Choices.Vmms.class,
            description = "VMM or tool whose initial register values are measured: ${COMPLETION-CANDIDATES}; qemu is as"
                    + " sev-snp-measure and as launch --legacy-vm-type off --host-kernel newest, qemu-legacy as libvirt's tool"
                    + " and as launch without these options (default: ${DEFAULT-VALUE}).")
    private String vmm = "qemu";

    @Option(names = "--vmsa-cpu0", description = "Save area (VMSA) of the first vCPU.")
    private @Nullable Path bootArea;

    @Option(names = "--vmsa-cpu1", description = "Save area (VMSA) of every other vCPU.")
    private @Nullable Path otherArea;

    @Option(
            names = "--sev-features",
            paramLabel = "N",
            description =
                    "SEV_FEATURES of every save area: 0x20 where the host's kvm_amd has debug_swap=1 (default: 0, or"
                            + " that of the given save areas).")
    private @Nullable String features;

    /** Takes from a host's command line what was not given. */
    void takeFrom(QemuCommandLine line) {
        count = count != null ? count : line.vcpus().orElse(null);
        if (type == null && signature == null && family == null && bootArea == null) {
            type = line.cpuModel().orElse(null);
        }
    }

    /** The processors; empty for a policy that measures none. */
    Optional<ExpectedVcpus> vcpus(GuestPolicy policy) {
        return policy.encryptedState() ? Optional.of(vcpus()) : Optional.empty();
    }

    ExpectedVcpus vcpus() {
        ExpectedVcpus processors = withoutFeatures();
        return features == null
                ? processors
                : processors.withSevFeatures(Numbers.number("--sev-features", features, Integer.MAX_VALUE));
    }

    private ExpectedVcpus withoutFeatures() {
        if (count == null) {
            throw new InputException("SEV-ES (policy bit 2) measures every vCPU: give their number as --vcpus");
        }
        int number = Numbers.positiveInteger("--vcpus", count, ExpectedVcpus.MAXIMUM);
        if (bootArea != null) {
            return ExpectedVcpus.ofAreas(
                    number, area("0", bootArea), Optional.ofNullable(otherArea).map(file -> area("1", file)));
        }
        return ExpectedVcpus.of(number, signature(), flavour());
    }

    private VmmFlavour flavour() {
        return VmmFlavour.parse(vmm)
                .orElseThrow(() -> new InputException("--vmm-type '" + vmm + "' is unknown, expected one of "
                        + String.join(", ", VmmFlavour.names())
                        + "; for another VMM give its save areas as --vmsa-cpu0 and --vmsa-cpu1"));
    }

    private CpuSignature signature() {
        if (type != null) {
            String name = type;
            return CpuSignature.ofModel(name)
                    .orElseThrow(() -> new InputException("--vcpu-type '" + name + "' is unknown, expected one of "
                            + String.join(", ", CpuSignature.modelNames()) + " with or without -vN, or --vcpu-sig"));
        }
        if (signature != null) {
            return new CpuSignature((int) Numbers.number("--vcpu-sig", signature, (1L << WORD_BITS) - 1));
        }
        if (family != null && model != null && stepping != null) {
            return CpuSignature.of(
                    Numbers.integer("--vcpu-family", family, Short.MAX_VALUE),
                    Numbers.integer("--vcpu-model", model, Short.MAX_VALUE),
                    Numbers.integer("--vcpu-stepping", stepping, Short.MAX_VALUE));
        }
        throw new InputException("SEV-ES needs the CPU: --vcpu-type MODEL, --vcpu-sig N, or all of --vcpu-family,"
                + " --vcpu-model and --vcpu-stepping");
    }

    private static Bytes area(String vcpu, Path file) {
        return OwnerFiles.readBinary(file, "save area (VMSA) of vCPU " + vcpu, Vmsa.SIZE);
    }
}
