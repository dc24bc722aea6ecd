package dev.sevsim.ovmf;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestProgram;

/**
 * OVMF's AmdSev build from the reset vector to the boot of a kernel.
 *
 * <p>The code is modelled, its data is real: areas and release come from the tail of the image that lies encrypted below
 * 4 GiB; page tables, HOBs, EFI tables and the memory map are written to guest memory; the kernel is called with an
 * image handle and the address of the EFI system table, and finds everything else from there.
 *
 * <p>An image without a launch-secret area is a build other than AmdSev: no secret is published, blobs are not verified
 * and there is no GRUB inside.
 *
 * <p>Source: ovmf-guest.md sections 6 to 12.
 */
public final class OvmfFirmware implements GuestProgram {
    private final OvmfRelease release;

    /** Firmware that behaves as the newest release where the image does not name one. */
    public OvmfFirmware() {
        this(OvmfRelease.NEWEST);
    }

    /** {@code release} is whose behaviour is shown where the image does not name one, as real images do not. */
    public OvmfFirmware(OvmfRelease release) {
        this.release = release;
    }

    @Override
    public String name() {
        return "ovmf";
    }

    @Override
    public boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        return entry.equals(FirmwareImage.RESET_VECTOR) && FirmwareImage.isThere(cpu);
    }

    /** Runs the firmware; comes back only when a kernel that took the machine over returns. */
    @Override
    public long run(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        FirmwareImage image = FirmwareImage.read(cpu, release);
        SevState sev = new ResetVector(cpu, image).run();
        GuestMemory memory = new GuestMemory(cpu, sev.privatePages());
        SerialConsole console = new SerialConsole(cpu);
        console.line("OVMF " + (image.isAmdSevBuild() ? "AmdSev " : "") + "edk2-stable"
                + image.release().tag() + ", simulated by sevsim, no protection");
        FwCfg fwCfg = FwCfg.probe(cpu).orElse(null);
        if (fwCfg == null) {
            console.line("PlatformPei: no fw_cfg device, the size of memory is unknown");
            throw cpu.deadLoop();
        }
        long hobList = new PeiPhase(memory, image, sev, console).run(fwCfg);
        DxeCore core = DxeCore.start(memory, sev, console, hobList);
        if (image.isAmdSevBuild()) {
            SecretDxe.run(core, image.secretArea());
        }
        return boot(core, image, fwCfg);
    }

    private static long boot(DxeCore core, FirmwareImage image, FwCfg fwCfg) {
        ImageStarter starter = new ImageStarter(core);
        long status = new DirectBoot(core, starter).run(fwCfg, verifier(core, image));
        if (image.isAmdSevBuild() && !starter.hasExitedBootServices()) {
            reportReturn(core, "direct boot", status);
            core.console().line("BdsDxe: starting Grub Bootloader");
            status = new GrubLoader(core, starter).run();
        }
        if (starter.hasExitedBootServices()) {
            return status;
        }
        reportReturn(core, "the last boot option", status);
        core.console().line("BdsDxe: No bootable option was found. The guest stops here.");
        throw core.memory().cpu().deadLoop();
    }

    private static BlobVerifier verifier(DxeCore core, FirmwareImage image) {
        if (image.hashTableArea().isAbsent()) {
            return (name, blob, fetchStatus) -> fetchStatus;
        }
        Area area = image.hashTableArea();
        Area readable = core.map().isMemory(area.base(), area.size()) ? area : new Area(0, 0);
        return SevHashesVerifier.open(
                core.memory(), core.console(), image.release().blobVerification(), readable);
    }

    private static void reportReturn(DxeCore core, String what, long status) {
        if (status == EfiStatus.SUCCESS) {
            core.console().line("BdsDxe: " + what + " came back");
        } else {
            core.console().line("BdsDxe: " + what + " failed: " + EfiStatusName.of(status));
        }
    }
}
