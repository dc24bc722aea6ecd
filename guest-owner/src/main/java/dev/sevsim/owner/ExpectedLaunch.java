package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.DigestAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The launch that the owner expects, from the owner's own copies of the inputs.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.6, 5.2, 5.3 and 6.3, docs/reference/kvm-host.md section
 * 5.5.
 */
public final class ExpectedLaunch {
    /** What to do about an image that has no room for the hashes of a kernel. */
    public enum HashesArea {
        /** Refuse the kernel: no host can measure it with this image. As sev-snp-measure does. */
        REQUIRED,
        /** Do not look at the image. As libvirt's tool does. */
        NOT_CHECKED
    }

    /**
     * A kernel for measured direct boot.
     *
     * @param kernel the file
     * @param initrd the file; empty when there is none
     * @param commandLine text of {@code -append}; empty when there is none
     */
    public record KernelInputs(Bytes kernel, Bytes initrd, String commandLine) {
        KernelHashes hashes() {
            return KernelHashes.of(kernel, initrd, commandLine);
        }
    }

    private final Bytes firmware;
    private final OvmfTable table;
    private final Optional<KernelInputs> kernel;
    private final Optional<ExpectedVcpus> vcpus;
    private @Nullable ImageDigest measured;

    private ExpectedLaunch(
            Bytes firmware, OvmfTable table, Optional<KernelInputs> kernel, Optional<ExpectedVcpus> vcpus) {
        this.firmware = firmware;
        this.table = table;
        this.kernel = kernel;
        this.vcpus = vcpus;
    }

    /** A launch of this image and nothing else. */
    public static ExpectedLaunch ofFirmware(Bytes image) {
        BinaryInput.requireBinary("OVMF image", image, "an OVMF image");
        return new ExpectedLaunch(image, OvmfTable.read(image), Optional.empty(), Optional.empty());
    }

    /**
     * A launch from the options that a person gave.
     *
     * @throws OwnerInputException for an initrd or command line without a kernel, or a kernel that the image cannot
     *     check
     */
    public static ExpectedLaunch of(
            Bytes firmware, Optional<Bytes> kernel, Optional<Bytes> initrd, Optional<String> commandLine) {
        ExpectedLaunch alone = ofFirmware(firmware);
        if (kernel.isEmpty()) {
            if (initrd.isPresent() || commandLine.isPresent()) {
                throw new OwnerInputException("initrd or command line", "given without a kernel", "a kernel with it");
            }
            return alone;
        }
        KernelInputs inputs = new KernelInputs(kernel.get(), initrd.orElse(Bytes.EMPTY), commandLine.orElse(""));
        return alone.withKernel(inputs, HashesArea.REQUIRED);
    }

    /** Returns a copy with a kernel whose hashes are measured after the image. */
    public ExpectedLaunch withKernel(KernelInputs inputs, HashesArea area) {
        if (inputs.kernel().isEmpty()) {
            throw new OwnerInputException("kernel", "empty", "a kernel file");
        }
        if (area == HashesArea.REQUIRED) {
            requireHashesArea();
        }
        return new ExpectedLaunch(firmware, table, Optional.of(inputs), vcpus);
    }

    /** Returns a copy with the processors whose save areas are measured when the policy asks for SEV-ES. */
    public ExpectedLaunch withVcpus(ExpectedVcpus processors) {
        return new ExpectedLaunch(firmware, table, kernel, Optional.of(processors));
    }

    /**
     * SHA-256 over everything that the host has to measure, in order; the image is hashed once.
     *
     * @throws OwnerInputException for a policy that asks for SEV-ES when its processors are not known
     */
    public Bytes launchDigest(GuestPolicy policy) {
        return imageAndHashes().with(Bytes.EMPTY, saveAreas(policy));
    }

    /** What {@link #launchDigest} covers, piece by piece in order. */
    public List<MeasuredRegion> regions(GuestPolicy policy) {
        List<MeasuredRegion> regions = new ArrayList<>();
        regions.add(region("OVMF image", firmware));
        hashesTable().ifPresent(hashes -> regions.add(region("kernel hashes", hashes)));
        for (Bytes area : saveAreas(policy)) {
            regions.add(region("VMSA of vCPU " + (regions.size() - (kernel.isPresent() ? 2 : 1)), area));
        }
        return regions;
    }

    /** Starts to hash the image, whose digest is needed later. */
    public void computeAhead(Workers workers) {
        workers.offer(this::imageAndHashes);
    }

    /**
     * Refuses a policy for which not everything that will be measured is known.
     *
     * @throws OwnerInputException for a policy that asks for SEV-ES when its processors are not known, or the image
     *     does not say where they start
     */
    public void requireComplete(GuestPolicy policy) {
        var unused = saveAreas(policy);
    }

    /** The processors of an SEV-ES launch; empty when they are not known. */
    public Optional<ExpectedVcpus> vcpus() {
        return vcpus;
    }

    /** The area that the image reserves for secrets; empty when it reserves none. */
    public Optional<OvmfTable.Area> secretArea() {
        return table.secretArea().filter(area -> !area.isAbsent());
    }

    /** The kernel whose hashes are expected. */
    public Optional<KernelInputs> kernel() {
        return kernel;
    }

    Bytes firmware() {
        return firmware;
    }

    Optional<Bytes> hashesTable() {
        return kernel.map(inputs -> inputs.hashes().encode());
    }

    Optional<Integer> applicationStart() {
        return table.sevEsResetAddress();
    }

    /** The save areas that this policy measures; none without SEV-ES. */
    List<Bytes> saveAreas(GuestPolicy policy) {
        if (!policy.encryptedState()) {
            return List.of();
        }
        ExpectedVcpus processors = vcpus.orElseThrow(() -> new OwnerInputException(
                "vCPUs",
                "not given, and policy " + policy + " asks for SEV-ES, which measures a save area (VMSA) of each",
                "their number, CPU model and VMM, or the save areas"));
        return processors.areas(table.sevEsResetAddress());
    }

    /** Launches of equal inputs are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ExpectedLaunch that
                && firmware.equals(that.firmware)
                && kernel.equals(that.kernel)
                && vcpus.equals(that.vcpus);
    }

    @Override
    public int hashCode() {
        return Objects.hash(firmware, kernel, vcpus);
    }

    private synchronized ImageDigest imageAndHashes() {
        ImageDigest known = measured;
        if (known == null) {
            known = ImageDigest.of(firmware, hashesTable().orElse(Bytes.EMPTY));
            measured = known;
        }
        return known;
    }

    private static MeasuredRegion region(String name, Bytes content) {
        return new MeasuredRegion(name, content.length(), DigestAlgorithm.SHA_256.digest(content));
    }

    private void requireHashesArea() {
        Optional<OvmfTable.Area> area = table.hashTableArea();
        if (area.isEmpty()) {
            throw new OwnerInputException(
                    "kernel", "the OVMF image has no entry for a hashes table", "an image built for measured boot");
        }
        if (area.get().isAbsent() || area.get().size() < KernelHashes.PADDED_SIZE) {
            throw new OwnerInputException(
                    "kernel",
                    String.format(
                            "the OVMF image reserves no hashes table (base 0x%x, size 0x%x)",
                            area.get().base(), area.get().size()),
                    "an image built for measured boot, such as OVMF's AmdSev build");
        }
    }
}
