package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The launches that are one mistake away from the expected one, with their digests. Our own choice of mistakes. */
final class LaunchVariations {
    private final ExpectedLaunch expected;
    private final GuestPolicy policy;
    private final OtherInputs others;
    private final ImageDigest image;
    private final List<Bytes> areas;
    private final List<Variation> found = new ArrayList<>();

    /** A launch and what it differs in. */
    record Variation(LaunchDifference difference, Bytes digest) {}

    private LaunchVariations(ExpectedLaunch expected, GuestPolicy policy, OtherInputs others) {
        this.expected = expected;
        this.policy = policy;
        this.others = others;
        this.image = ImageDigest.of(expected.firmware());
        this.areas = expected.saveAreas(policy);
    }

    /** All of them; those of the likeliest mistakes first. */
    static List<Variation> of(ExpectedLaunch expected, GuestPolicy policy, OtherInputs others, int maximumVcpus) {
        LaunchVariations variations = new LaunchVariations(expected, policy, others);
        variations.nothing();
        variations.hashesOnOrOff();
        expected.kernel().ifPresent(kernel -> {
            variations.commandLines(kernel);
            variations.files(kernel);
        });
        variations.firmware();
        if (policy.encryptedState()) {
            variations.processors(maximumVcpus);
        }
        return List.copyOf(variations.found);
    }

    /**
     * Launches with other processors altogether: every known CPU model under every VMM, in every number. For a plain
     * launch these are the SEV-ES launches of the same files.
     */
    static List<Variation> ofMachines(
            ExpectedLaunch expected, GuestPolicy policy, OtherInputs others, int maximumVcpus) {
        LaunchVariations variations = new LaunchVariations(expected, policy, others);
        for (CpuSignature signature : signatures(expected.vcpus().flatMap(ExpectedVcpus::signature))) {
            for (VmmFlavour flavour : VmmFlavour.values()) {
                variations.machines(signature, flavour, maximumVcpus);
            }
        }
        return List.copyOf(variations.found);
    }

    private void machines(CpuSignature signature, VmmFlavour flavour, int maximumVcpus) {
        Optional<Integer> start = expected.applicationStart();
        int most = start.isPresent() ? maximumVcpus : 1;
        List<Bytes> two =
                ExpectedVcpus.of(Math.min(most, 2), signature, flavour).areas(start);
        ImageDigest.Growing growing = image.growing(table());
        for (int count = 1; count <= most; count++) {
            growing.add(two.get(count == 1 ? 0 : 1));
            String text = vcpus(count) + " of CPU model " + signature + " as " + flavour.optionName() + " sets them up";
            add(
                    Input.SAVE_AREAS,
                    policy.encryptedState() ? text : "an SEV-ES launch of the same files, " + text,
                    growing.digest());
        }
    }

    private void nothing() {
        add(Input.EVERYTHING, "a launch in which nothing was measured", KernelHashes.sha256(Bytes.EMPTY));
    }

    private void hashesOnOrOff() {
        if (expected.kernel().isEmpty()) {
            add(
                    Input.KERNEL_HASHES,
                    "the OVMF image with the hashes of no kernel, no initrd and no command line",
                    image.with(KernelHashes.of(Bytes.EMPTY, Bytes.EMPTY, "").encode(), areas));
            return;
        }
        add(Input.KERNEL_HASHES, "the OVMF image without the kernel hashes", image.with(Bytes.EMPTY, areas));
        Bytes table = expected.hashesTable().orElseThrow();
        add(
                Input.KERNEL_HASHES,
                "a hashes table without its padding",
                image.with(table.slice(0, KernelHashes.TABLE_LENGTH), areas));
    }

    private void commandLines(KernelInputs kernel) {
        String line = kernel.commandLine();
        commandLine(kernel, "a command line without its NUL", Bytes.ofUtf8(line));
        commandLine(kernel, "a command line with a line feed at its end", Bytes.ofUtf8(line + "\n\0"));
        commandLine(kernel, "an empty command line", Bytes.of(0));
        if (!line.strip().equals(line)) {
            commandLine(kernel, "a command line without the blanks around it", Bytes.ofUtf8(line.strip() + "\0"));
        }
        for (String other : others.commandLines()) {
            commandLine(kernel, "the command line '" + other + "'", Bytes.ofUtf8(other + "\0"));
        }
    }

    private void commandLine(KernelInputs kernel, String text, Bytes hashed) {
        KernelHashes right = kernel.hashes();
        hashes(Input.COMMAND_LINE, text, new KernelHashes(KernelHashes.sha256(hashed), right.initrd(), right.kernel()));
    }

    private void files(KernelInputs kernel) {
        KernelHashes right = kernel.hashes();
        if (!kernel.initrd().isEmpty()) {
            initrd(right, "no initrd", Bytes.EMPTY);
        }
        others.initrds().forEach(other -> initrd(right, "the initrd " + other.name(), other.content()));
        for (OtherInputs.Named other : others.kernels()) {
            Bytes hash = KernelHashes.sha256(other.content());
            hashes(
                    Input.KERNEL,
                    "the kernel " + other.name(),
                    new KernelHashes(right.commandLine(), right.initrd(), hash));
        }
    }

    private void initrd(KernelHashes right, String text, Bytes content) {
        Bytes hash = KernelHashes.sha256(content);
        hashes(Input.INITRD, text, new KernelHashes(right.commandLine(), hash, right.kernel()));
    }

    private void hashes(Input input, String text, KernelHashes hashes) {
        add(input, text, image.with(hashes.encode(), areas));
    }

    private void firmware() {
        for (OtherInputs.Named other : others.firmware()) {
            Optional<Integer> start = OvmfTable.read(other.content()).sevEsResetAddress();
            Optional<ExpectedVcpus> vcpus = expected.vcpus().filter(v -> policy.encryptedState());
            if (vcpus.isPresent() && vcpus.get().count() > 1 && start.isEmpty()) {
                continue; // no host can start the other processors with this image
            }
            List<Bytes> theirs = vcpus.map(v -> v.areas(start)).orElse(List.of());
            add(
                    Input.FIRMWARE,
                    "the OVMF image " + other.name(),
                    ImageDigest.of(other.content()).with(table(), theirs));
        }
    }

    private void processors(int maximumVcpus) {
        add(Input.SAVE_AREAS, "a launch without the save areas of its vCPUs", image.with(table(), List.of()));
        ExpectedVcpus right = expected.vcpus().orElseThrow();
        Optional<Integer> start = expected.applicationStart();
        if (right.count() > 1) {
            List<Bytes> alike = Collections.nCopies(right.count(), areas.get(0));
            add(Input.SAVE_AREAS, "every vCPU with the save area of the first", image.with(table(), alike));
        }
        counts(right, start, maximumVcpus);
        kinds(right, start);
    }

    private void counts(ExpectedVcpus right, Optional<Integer> start, int maximumVcpus) {
        Optional<List<Bytes>> two = right.areasOfTwo(start);
        ImageDigest.Growing growing = image.growing(table());
        for (int count = 1; count <= maximumVcpus && (count == 1 || two.isPresent()); count++) {
            growing.add(count == 1 ? areas.get(0) : two.orElseThrow().get(1));
            if (count != right.count()) {
                add(Input.VCPU_COUNT, vcpus(count), growing.digest());
            }
        }
    }

    private void kinds(ExpectedVcpus right, Optional<Integer> start) {
        if (right.count() > 1 && start.isEmpty()) {
            return;
        }
        for (CpuSignature signature : signatures(right.signature())) {
            for (VmmFlavour flavour : VmmFlavour.values()) {
                kind(right, signature, flavour, start);
            }
        }
    }

    /** The expected processor, then every other one that has a name. */
    private static List<CpuSignature> signatures(Optional<CpuSignature> expected) {
        return Stream.concat(expected.stream(), CpuSignature.models())
                .distinct()
                .toList();
    }

    private void kind(ExpectedVcpus right, CpuSignature signature, VmmFlavour flavour, Optional<Integer> start) {
        boolean sameCpu = right.signature().filter(signature::equals).isPresent();
        boolean sameVmm = right.flavour().filter(flavour::equals).isPresent();
        if (sameCpu && sameVmm) {
            return;
        }
        String text = sameVmm
                ? "CPU model " + signature
                : sameCpu
                        ? "vCPUs as " + flavour.optionName() + " sets them up"
                        : "CPU model " + signature + " as " + flavour.optionName() + " sets it up";
        List<Bytes> theirs = ExpectedVcpus.of(right.count(), signature, flavour).areas(start);
        if (!theirs.equals(areas)) {
            add(sameCpu ? Input.VMM_FLAVOUR : Input.CPU_MODEL, text, image.with(table(), theirs));
        }
    }

    private static String vcpus(int count) {
        return count == 1 ? "1 vCPU" : count + " vCPUs";
    }

    private Bytes table() {
        return expected.hashesTable().orElse(Bytes.EMPTY);
    }

    private void add(Input input, String text, Bytes digest) {
        found.add(new Variation(new LaunchDifference(input, text), digest));
    }
}
