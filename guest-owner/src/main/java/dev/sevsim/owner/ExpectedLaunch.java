package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * What the owner wants to be measured, from the owner's own copies of the inputs.
 *
 * <p>Source: guest-owner-tools.md sections 2.6, 5.2 and 6.3, kvm-host.md section 5.5.
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
    private @Nullable Bytes digest;

    private ExpectedLaunch(Bytes firmware, OvmfTable table, Optional<KernelInputs> kernel) {
        this.firmware = firmware;
        this.table = table;
        this.kernel = kernel;
    }

    /** A launch of this image and nothing else. */
    public static ExpectedLaunch ofFirmware(Bytes image) {
        BinaryInput.requireBinary("firmware image", image, "a firmware image");
        return new ExpectedLaunch(image, OvmfTable.read(image), Optional.empty());
    }

    /**
     * A launch from the options that a person gave.
     *
     * @throws OwnerInputException for an initrd or command line without a kernel, or a kernel that the image cannot check
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

    /** This with a kernel whose hashes are measured after the image. */
    public ExpectedLaunch withKernel(KernelInputs inputs, HashesArea area) {
        if (inputs.kernel().isEmpty()) {
            throw new OwnerInputException("kernel", "empty", "a kernel file");
        }
        if (area == HashesArea.REQUIRED) {
            requireHashesArea();
        }
        return new ExpectedLaunch(firmware, table, Optional.of(inputs));
    }

    /**
     * SHA-256 over everything that the host has to measure, in order; computed once.
     *
     * @throws UnsupportedLaunchException for a policy that asks for SEV-ES
     */
    public Bytes launchDigest(GuestPolicy policy) {
        requireSupported(policy);
        return digest();
    }

    /** Lets another thread compute the digest while the caller does something else that comes first. */
    public void computeAhead() {
        ForkJoinPool.commonPool().execute(() -> {
            var unused = digest();
        });
    }

    /**
     * Refuses policies whose launches cannot be checked.
     *
     * @throws UnsupportedLaunchException for a policy that asks for SEV-ES
     */
    public static void requireSupported(GuestPolicy policy) {
        if (policy.encryptedState()) {
            throw new UnsupportedLaunchException(
                    "policy " + policy
                            + " asks for SEV-ES: its digest also covers a VMSA for every vCPU, which this version cannot build");
        }
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

    static Bytes digest(Bytes firmware, Optional<Bytes> hashesTable) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(firmware.asLittleEndian());
            hashesTable.ifPresent(bytes -> sha256.update(bytes.asLittleEndian()));
            return Bytes.copyOf(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private synchronized Bytes digest() {
        Bytes known = digest;
        if (known == null) {
            known = digest(firmware, kernel.map(inputs -> inputs.hashes().encode()));
            digest = known;
        }
        return known;
    }

    private void requireHashesArea() {
        Optional<OvmfTable.Area> area = table.hashTableArea();
        if (area.isEmpty()) {
            throw new OwnerInputException(
                    "kernel", "the firmware image has no entry for a hashes table", "an image built for measured boot");
        }
        if (area.get().isAbsent() || area.get().size() < KernelHashes.PADDED_SIZE) {
            throw new OwnerInputException(
                    "kernel",
                    String.format(
                            "the firmware image reserves no hashes table (base 0x%x, size 0x%x)",
                            area.get().base(), area.get().size()),
                    "an image built for measured boot, such as OVMF's AmdSev build");
        }
    }
}
