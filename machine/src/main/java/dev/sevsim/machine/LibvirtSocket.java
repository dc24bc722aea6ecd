package dev.sevsim.machine;

import dev.sevsim.host.libvirt.LibvirtDomain;
import dev.sevsim.machine.LaunchRequest.DirectBoot;
import dev.sevsim.psp.FirmwareProfile;
import java.util.Optional;

/**
 * Where libvirt's clients connect, and by which names they see the guest's files.
 *
 * @param address the socket, {@code unix:PATH}
 * @param files names in the domain's definition
 */
public record LibvirtSocket(String address, Files files) {
    /** Name of the domain. */
    public static final String DOMAIN = "sevsim";

    /** An owner's tool refuses a host that bears its own machine's name, so this is none that a machine has. */
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

    static LibvirtDomain domain(LaunchInputs inputs, Files files) {
        LaunchRequest request = inputs.request();
        FirmwareProfile profile = FirmwareProfile.milan();
        LibvirtDomain.Definition definition = new LibvirtDomain.Definition(
                DOMAIN,
                files.firmware().orElse(EMBEDDED),
                inputs.boot().map(boot -> directBoot(boot, files)),
                request.policy().word(),
                profile.encryption().cBit(),
                profile.encryption().addressReduction(),
                request.session()
                        .map(given -> new LibvirtDomain.Session(
                                given.godh().toBase64(), given.session().toBase64())),
                profile.cpu().signature());
        return LibvirtDomain.of(HOST, inputs.ramBytes() >> 10, request.vcpus(), definition);
    }

    private static LibvirtDomain.DirectBoot directBoot(DirectBoot boot, Files files) {
        return new LibvirtDomain.DirectBoot(
                files.kernel().orElse(EMBEDDED),
                boot.initrd().map(content -> files.initrd().orElse(EMBEDDED)),
                boot.append());
    }
}
