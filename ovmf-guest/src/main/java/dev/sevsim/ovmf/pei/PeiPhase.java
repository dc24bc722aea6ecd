package dev.sevsim.ovmf.pei;

import static dev.sevsim.ovmf.sec.SerialConsole.hex;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.efi.HobResourceDescriptor;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.ovmf.image.FirmwareImage;
import dev.sevsim.ovmf.image.MemoryLayout;
import dev.sevsim.ovmf.sec.EncryptedStatePages;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.SerialConsole;
import dev.sevsim.ovmf.sec.SevState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PEI: finds the machine's memory and writes down, in a HOB list, what of it is taken.
 *
 * <p>S3 is taken as supported, QEMU's default, except in an SEV-ES guest, for which OVMF switches it off. With S3 what a
 * resume needs is ACPI NVS; without, it is boot-services data or free.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 5, 6 and 11.5.
 */
public record PeiPhase(
        GuestMemory memory,
        FirmwareImage image,
        SevState sev,
        Optional<EncryptedStatePages> ghcbs,
        SerialConsole console,
        GuestObserver observer) {
    private static final long LOCAL_APIC_END = 0xFEF0_0000L;
    private static final long IO_APIC = 0xFEC0_0000L;

    /** Runs PEI and answers the address of the HOB list. */
    public long run(FwCfg fwCfg) {
        if (sev.active()) {
            console.line("PlatformPei: SEV" + (sev.encryptedState() ? "-ES" : "") + " is enabled, encryption mask "
                    + hex(sev.encryptionMask()));
        }
        PlatformMemory platform = PlatformMemory.of(fwCfg.readFile("etc/e820").orElse(Bytes.EMPTY));
        long hobBase = platform.lowTop() - HobList.SPACE;
        int cpus = ghcbs.isPresent() ? fwCfg.cpuCount() : 0;
        if (hobBase - EncryptedStatePages.spaceFor(cpus)
                < image.release().memory().end()) {
            console.line(
                    "PlatformPei: RAM below 4 GiB ends at " + hex(platform.lowTop()) + ", too small for this build");
            throw memory.cpu().deadLoop();
        }
        console.line("PlatformPei: RAM below 4 GiB ends at " + hex(platform.lowTop()));
        List<HobMemoryAllocation> allocations = new ArrayList<>();
        ghcbs.ifPresent(pages -> {
            allocations.addAll(pages.allocate(hobBase, cpus));
            console.line("PlatformPei: " + cpus + " vCPU, GHCB of the first at " + hex(pages.ghcb(0)));
            if (cpus > 1) {
                ApplicationProcessorWait.install(memory.cpu(), image.sevArea(), pages);
                int present = ApplicationProcessorWait.start(memory.cpu(), pages);
                console.line("MpInitLib: " + present + " of " + cpus + " vCPU came");
            }
        });
        allocations.addAll(allocations(hobBase));
        new HobList(allocations, resources(platform)).write(memory, hobBase, platform.lowTop());
        return hobBase;
    }

    private List<HobMemoryAllocation> allocations(long hobBase) {
        List<HobMemoryAllocation> hobs = new ArrayList<>();
        MemoryLayout fixed = image.release().memory();
        hobs.add(HobMemoryAllocation.of(hobBase, HobList.SPACE, EfiMemoryType.BOOT_SERVICES_DATA));
        EfiMemoryType kept = ghcbs.isPresent() ? EfiMemoryType.BOOT_SERVICES_DATA : EfiMemoryType.ACPI_NVS;
        if (ghcbs.isEmpty()) {
            hobs.add(HobMemoryAllocation.of(MemoryLayout.BASE, MemoryLayout.LOCK_BOX - MemoryLayout.BASE, kept));
            hobs.add(HobMemoryAllocation.of(MemoryLayout.LOCK_BOX + Page.SIZE, Page.SIZE, kept));
            hobs.add(of(fixed.temporaryRam(), kept));
        }
        hobs.add(HobMemoryAllocation.of(MemoryLayout.LOCK_BOX, Page.SIZE, kept));
        hobs.add(HobMemoryAllocation.of(image.workArea(), Page.SIZE, kept));
        if (!fixed.earlyDebugLog().isAbsent()) {
            hobs.add(of(fixed.earlyDebugLog(), kept));
        }
        hobs.add(of(fixed.peiVolume(), kept));
        hobs.add(of(fixed.dxeVolume(), EfiMemoryType.BOOT_SERVICES_DATA));
        if (image.isAmdSevBuild()) {
            observer.begins(BootPhase.SECRET_PEI);
            HobMemoryAllocation secret =
                    image.release().behaviour().secretPage().hob(image.secretArea());
            hobs.add(secret);
            console.line("SecretPei: reserved " + hex(secret.base()) + " + " + hex(secret.length())
                    + " for the launch secret, memory type " + secret.memoryType());
            observer.ends(BootPhase.SECRET_PEI);
        }
        return hobs;
    }

    private static HobMemoryAllocation of(Area area, EfiMemoryType type) {
        return HobMemoryAllocation.of(area.base(), area.size(), type);
    }

    private List<HobResourceDescriptor> resources(PlatformMemory platform) {
        List<HobResourceDescriptor> hobs = new ArrayList<>();
        for (PlatformMemory.Range r : platform.ram()) {
            hobs.add(resource(HobResourceDescriptor.SYSTEM_MEMORY, r.start(), r.end()));
        }
        for (PlatformMemory.Range r : platform.reserved()) {
            hobs.add(resource(HobResourceDescriptor.MEMORY_RESERVED, r.start(), r.end()));
        }
        hobs.add(resource(HobResourceDescriptor.MEMORY_MAPPED_IO, IO_APIC, LOCAL_APIC_END));
        hobs.add(resource(HobResourceDescriptor.MEMORY_MAPPED_IO, image.flashBase(), PlatformMemory.FOUR_GIB));
        return hobs;
    }

    private static HobResourceDescriptor resource(int type, long start, long end) {
        return new HobResourceDescriptor(type, HobResourceDescriptor.USABLE, start, end - start);
    }
}
