package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.host.vmm.VmmConfig;
import dev.sevsim.kernel.EmbeddedKernel;
import dev.sevsim.kernel.era.Era;
import dev.sevsim.ovmf.AmdSevImage;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.VmmFlavour;
import dev.sevsim.simulator.GuestVariant.VmType;
import dev.sevsim.simulator.LaunchRequest.DirectBoot;
import dev.sevsim.simulator.LaunchRequest.Secrets;
import dev.sevsim.simulator.VmProperties.KernelHashes;
import java.util.Optional;

/**
 * A request with its defaults filled in and checked as far as that needs no machine.
 *
 * @param request as it was made
 * @param firmware the flash image
 * @param boot what direct boot gets; empty for a guest that boots from its disk
 * @param expected what the owner wants measured
 * @param secrets what the owner injects
 */
record LaunchInputs(
        LaunchRequest request,
        Bytes firmware,
        Optional<DirectBoot> boot,
        ExpectedLaunch expected,
        Optional<SecretPackage> secrets) {
    private static final int PAGE = 4096;
    private static final int MAX_FLASH = 16 << 20;

    /** The smallest guest, where the firmware's own memory ends. */
    private static final long RAM_BYTES = 256L << 20;

    /** A kernel and initrd are in the VMM's way twice: as files and, loaded, in guest memory. */
    private static final int RAM_PER_BOOT_BYTE = 3;

    private static final long FILES_THAT_ALWAYS_FIT = 32L << 20;
    private static final long RAM_STEP = 64L << 20;

    static LaunchInputs of(LaunchRequest request) {
        Bytes firmware = request.firmware().orElseGet(() -> embeddedImage(request.variant()));
        requireFlash(firmware);
        Optional<DirectBoot> boot = boot(request);
        try {
            Optional<DirectBoot> hashed =
                    request.variant().properties().kernelHashes() == KernelHashes.ON ? boot : Optional.empty();
            ExpectedLaunch image = ExpectedLaunch.of(
                    firmware,
                    hashed.map(DirectBoot::kernel),
                    hashed.flatMap(DirectBoot::initrd),
                    hashed.flatMap(DirectBoot::append));
            ExpectedLaunch expected = request.policy().encryptedState() ? image.withVcpus(vcpus(request)) : image;
            expected.requireComplete(request.policy());
            Optional<SecretPackage> secrets = secrets(request.secrets());
            if (expected.secretArea().isPresent()) {
                secrets.ifPresent(pack -> pack.requireFits(expected.secretArea()));
            }
            return new LaunchInputs(request, firmware, boot, expected, secrets);
        } catch (OwnerInputException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** What the owner of an SEV-ES guest knows of its vCPUs; only a typed VM has state of the FPU in their save areas. */
    private static ExpectedVcpus vcpus(LaunchRequest request) {
        return ExpectedVcpus.of(
                request.vcpus(),
                new CpuSignature(ChipGeneration.MILAN.cpu().signature()),
                request.variant().vmType() == VmType.TYPED ? VmmFlavour.QEMU_TYPED : VmmFlavour.QEMU_LEGACY);
    }

    /** The VMM's command line for these inputs. */
    VmmConfig vmmConfig(int cBit, int reducedBits, SimRandom random) {
        VmmConfig.Builder config = VmmConfig.forFirmware(firmware)
                .ramBytes(ramBytes())
                .vcpus(request.vcpus())
                .policy(request.policy().word())
                .legacyVmType(request.variant().vmType() == VmType.TYPED ? LegacyVmType.OFF : LegacyVmType.ON)
                .cBitPosition(cBit)
                .reducedPhysicalBits(reducedBits)
                .disk(
                        request.variant().disk() == GuestVariant.Disk.ENCRYPTED
                                ? GuestDisks.encrypted(
                                        request.secrets(), request.variant().era(), random.split("disk"))
                                : GuestDisks.plain(request.variant().era()));
        request.variant().properties().applyTo(config);
        request.variant().dataDisk().ifPresent(config::dataDisk);
        boot.ifPresent(direct -> {
            config.kernel(direct.kernel());
            direct.initrd().ifPresent(config::initrd);
            direct.append().ifPresent(config::append);
        });
        return config.build();
    }

    /** Memory of the guest. */
    long ramBytes() {
        long files = boot.map(b -> (long) b.kernel().length()
                        + b.initrd().map(Bytes::length).orElse(0))
                .orElse(0L);
        long more = files <= FILES_THAT_ALWAYS_FIT ? 0 : files * RAM_PER_BOOT_BYTE;
        return RAM_BYTES + (more + RAM_STEP - 1) / RAM_STEP * RAM_STEP;
    }

    private static void requireFlash(Bytes firmware) {
        int size = firmware.length();
        if (size % PAGE != 0 || size > MAX_FLASH) {
            throw new InputException("firmware image has " + size + " bytes, expected a multiple of " + PAGE + " up to "
                    + MAX_FLASH + "; give the whole image file");
        }
        OvmfTable table = OvmfTable.read(firmware);
        if (table.entries().isEmpty() && table.problem().isPresent()) {
            throw new InputException("firmware image has " + table.problem().get()
                    + ": it is cut off or no OVMF image, give the whole image file");
        }
    }

    private static Bytes embeddedImage(GuestVariant variant) {
        return variant.release()
                .map(release -> AmdSevImage.builder().release(release).build())
                .orElseGet(AmdSevImage::standard);
    }

    /** A guest with an encrypted disk boots from that; an image without a place for hashes boots no embedded kernel. */
    private static Optional<DirectBoot> boot(LaunchRequest request) {
        boolean encrypted = request.variant().disk() == GuestVariant.Disk.ENCRYPTED;
        if (encrypted && request.boot().isPresent()) {
            throw new InputException("a guest with an encrypted disk boots from it, give no kernel");
        }
        boolean takesHashes = request.variant()
                .release()
                .map(release -> !release.hashTableArea().isAbsent())
                .orElse(true);
        boolean embedded = request.firmware().isEmpty() && !encrypted && takesHashes;
        return request.boot()
                .or(() -> embedded ? Optional.of(embeddedBoot(request.variant().era())) : Optional.empty());
    }

    private static DirectBoot embeddedBoot(Era era) {
        return new DirectBoot(
                EmbeddedKernel.image(era),
                Optional.of(EmbeddedKernel.initrd(era)),
                Optional.of(EmbeddedKernel.COMMAND_LINE));
    }

    private static Optional<SecretPackage> secrets(Secrets chosen) {
        if (chosen.readyMade().isPresent()) {
            return Optional.of(
                    SecretPackage.ofTable(SecretBytes.of(chosen.readyMade().get())));
        }
        return chosen.entries().isEmpty() ? Optional.empty() : Optional.of(SecretPackage.ofSecrets(chosen.entries()));
    }
}
