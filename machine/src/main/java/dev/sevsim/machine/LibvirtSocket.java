package dev.sevsim.machine;

import dev.sevsim.abi.chip.ChipGeneration.MemoryEncryption;
import dev.sevsim.host.libvirt.LibvirtDomain;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.psp.FirmwareProfile;
import java.util.Optional;

/**
 * Socket for libvirt's clients, with the names of the guest's files in the domain's definition.
 *
 * @param address the socket, {@code unix:PATH}
 * @param files names in the domain's definition
 */
public record LibvirtSocket(String address, Files files) {
    /** Name of the domain. */
    public static final String DOMAIN = "sevsim";

    /** A reserved name, since an owner's tool refuses a host that has the name of the machine it runs on. */
    private static final String HOST = "sevsim-hypervisor.invalid";

    private static final String EMBEDDED = "(embedded)";

    /**
     * Paths as they were given.
     *
     * @param firmware the image
     * @param kernel the kernel
     * @param initrd the initrd
     */
    public record Files(Optional<String> firmware, Optional<String> kernel, Optional<String> initrd) {}

    static LibvirtDomain domain(MachineSpec spec, Files files) {
        GuestSpec guest = spec.guest();
        FirmwareProfile chip = spec.chip().profile();
        LibvirtDomain.Definition definition = new LibvirtDomain.Definition(
                DOMAIN,
                files.firmware().orElse(EMBEDDED),
                guest.directBoot().map(boot -> directBoot(boot, files)),
                guest.policy().word(),
                chip.encryption().cBit(),
                MemoryEncryption.GUEST_ADDRESS_REDUCTION,
                spec.owner()
                        .session()
                        .map(given -> new LibvirtDomain.Session(
                                given.godh().toBase64(), given.session().toBase64())),
                chip.cpu().signature());
        return LibvirtDomain.of(HOST, guest.memoryBytes() >> 10, guest.vcpus(), definition);
    }

    private static LibvirtDomain.DirectBoot directBoot(DirectBoot boot, Files files) {
        return new LibvirtDomain.DirectBoot(
                files.kernel().orElse(EMBEDDED),
                boot.initrd().map(content -> files.initrd().orElse(EMBEDDED)),
                boot.append());
    }
}
