package dev.sevsim.ovmf;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.bus.cpu.GuestProgram;
import dev.sevsim.ovmf.bds.BlobVerifier;
import dev.sevsim.ovmf.bds.DirectBoot;
import dev.sevsim.ovmf.bds.KernelLoaderFiles;
import dev.sevsim.ovmf.bds.SevHashesVerifier;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.dxe.EfiStatusName;
import dev.sevsim.ovmf.dxe.ImageStarter;
import dev.sevsim.ovmf.dxe.SecretDxe;
import dev.sevsim.ovmf.grub.GrubLoader;
import dev.sevsim.ovmf.image.FirmwareImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.ovmf.image.ReleaseBehaviour.BootManager;
import dev.sevsim.ovmf.image.ReleaseBehaviour.DirectBootRule;
import dev.sevsim.ovmf.pei.FwCfg;
import dev.sevsim.ovmf.pei.PeiPhase;
import dev.sevsim.ovmf.sec.EncryptedStatePages;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.ResetVector;
import dev.sevsim.ovmf.sec.SerialConsole;
import dev.sevsim.ovmf.sec.SevState;
import java.util.Optional;

/**
 * OVMF's AmdSev build from the reset vector to the boot of a kernel.
 *
 * <p>The code is modelled, its data is real: areas and release come from the tail of the image, encrypted below
 * 4 GiB; page tables, HOBs, EFI tables and the memory map are written to guest memory; the kernel is called with an
 * image handle and the address of the EFI system table, and finds everything else from there.
 *
 * <p>An image without a launch-secret area is a build other than AmdSev: no secret is published, blobs are not verified
 * and there is no GRUB inside.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 6 to 12.
 */
public final class OvmfFirmware implements GuestProgram {
    private final Optional<OvmfRelease> chosen;
    private final GuestObserver observer;

    /** OVMF that behaves as the release that its image names or, as real images name none, fits. */
    public OvmfFirmware() {
        this(Optional.empty(), GuestObserver.NONE);
    }

    /**
     * OVMF that shows the behaviour of a release.
     *
     * @param chosen the release for any image; empty to go by the image
     * @param observer is told what is started, and when nothing is
     */
    public OvmfFirmware(Optional<OvmfRelease> chosen, GuestObserver observer) {
        this.chosen = chosen;
        this.observer = observer;
    }

    @Override
    public String name() {
        return "ovmf";
    }

    @Override
    public boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        return entry.equals(FirmwareImage.RESET_VECTOR) && FirmwareImage.isThere(cpu);
    }

    /** Runs OVMF; comes back only when a kernel that took the machine over returns. */
    @Override
    public long run(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        FirmwareImage image = FirmwareImage.read(cpu, chosen);
        observer.begins(BootPhase.RESET_VECTOR);
        ResetVector.Entered entered = new ResetVector(cpu, image).run();
        observer.ends(BootPhase.RESET_VECTOR);
        SevState sev = entered.sev();
        GuestMemory memory = new GuestMemory(cpu, sev.privatePages());
        Optional<EncryptedStatePages> ghcbs = sev.encryptedState()
                ? Optional.of(EncryptedStatePages.start(memory, entered.tables()))
                : Optional.empty();
        SerialConsole console = new SerialConsole(cpu);
        console.line("OVMF " + (image.isAmdSevBuild() ? "AmdSev " : "")
                + image.release().name() + ", simulated by sevsim, no protection");
        image.fitting().ifPresent(range -> console.line("OVMF: the image names no release, its tail fits " + range));
        FwCfg fwCfg = FwCfg.probe(cpu).orElse(null);
        if (fwCfg == null) {
            console.line("PlatformPei: no fw_cfg device, the size of memory is unknown");
            throw cpu.deadLoop();
        }
        long hobList = new PeiPhase(memory, image, sev, ghcbs, console, observer).run(fwCfg);
        DxeCore core = DxeCore.start(memory, image.release(), sev, console, hobList, observer);
        ghcbs.ifPresent(pages -> pages.share(core.pageTables(), core::tablePage));
        if (image.isAmdSevBuild()) {
            SecretDxe.run(core, image.secretArea(), image.release().behaviour().secretPointer());
        }
        return boot(core, image, fwCfg);
    }

    private long boot(DxeCore core, FirmwareImage image, FwCfg fwCfg) {
        ImageStarter starter = new ImageStarter(core);
        DirectBootRule rule = directBootRule(image);
        long status = EfiStatus.NOT_FOUND;
        if (rule != DirectBootRule.NONE) {
            KernelLoaderFiles files = new KernelLoaderFiles(core, fwCfg, verifier(core, image), rule);
            status = new DirectBoot(core, starter, image.release().behaviour().initrdOption(), observer).run(files);
            if (!starter.hasExitedBootServices()) {
                reportReturn(core, "direct boot", status);
            }
        }
        if (image.isAmdSevBuild() && !starter.hasExitedBootServices()) {
            core.console().line("BdsDxe: starting Grub Bootloader");
            status = new GrubLoader(core, starter, observer).run();
        }
        if (starter.hasExitedBootServices()) {
            return status;
        }
        reportReturn(core, "the last boot option", status);
        observer.nothingToBoot();
        boolean asserts = image.isAmdSevBuild() && image.release().behaviour().bootManager() == BootManager.GRUB_ONLY;
        core.console()
                .line(
                        asserts
                                ? "PlatformBootManagerLibGrub: ASSERT: nothing was booted. The guest stops here."
                                : "BdsDxe: No bootable option was found. The guest stops here.");
        throw core.memory().cpu().deadLoop();
    }

    /** Builds other than AmdSev always had direct boot. */
    private static DirectBootRule directBootRule(FirmwareImage image) {
        DirectBootRule rule = image.release().behaviour().directBoot();
        return rule == DirectBootRule.NONE && !image.isAmdSevBuild() ? DirectBootRule.SUM_OF_32_BITS : rule;
    }

    private static BlobVerifier verifier(DxeCore core, FirmwareImage image) {
        if (!image.isAmdSevBuild()) {
            return (name, blob, fetchStatus) -> fetchStatus;
        }
        Area area = image.hashTableArea();
        Area readable = core.map().isMemory(area.base(), area.size()) ? area : new Area(0, 0);
        BlobVerifier verifier = SevHashesVerifier.open(
                core.memory(), core.console(), image.release().behaviour().blobVerification(), readable);
        return (name, blob, fetchStatus) -> {
            core.observer().begins(BootPhase.BLOB_VERIFIER);
            long status = verifier.verify(name, blob, fetchStatus);
            core.observer().ends(BootPhase.BLOB_VERIFIER);
            return status;
        };
    }

    private static void reportReturn(DxeCore core, String what, long status) {
        if (status == EfiStatus.SUCCESS) {
            core.console().line("BdsDxe: " + what + " came back");
        } else {
            core.console().line("BdsDxe: " + what + " failed: " + EfiStatusName.of(status));
        }
    }
}
