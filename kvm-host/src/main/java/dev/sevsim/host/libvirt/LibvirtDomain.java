package dev.sevsim.host.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The host and its one domain, as a client finds them.
 *
 * @param hostName name of the host; an owner's tool refuses the name of its own host
 * @param name name of the domain
 * @param uuid its UUID
 * @param id its number while it runs
 * @param memoryKib its memory
 * @param vcpus its virtual CPUs
 * @param xml its definition
 * @param capabilities the host's definition
 */
public record LibvirtDomain(
        String hostName, String name, UUID uuid, int id, long memoryKib, int vcpus, String xml, String capabilities) {

    /**
     * A domain whose definition is written from its parts.
     *
     * @param hostName name of the host
     * @param memoryKib its memory
     * @param vcpus its virtual CPUs
     * @param definition launch in the definition
     */
    public static LibvirtDomain of(String hostName, long memoryKib, int vcpus, Definition definition) {
        UUID uuid = UUID.nameUUIDFromBytes(("sevsim domain " + definition.name()).getBytes(StandardCharsets.UTF_8));
        return new LibvirtDomain(
                hostName,
                definition.name(),
                uuid,
                1,
                memoryKib,
                vcpus,
                DomainXml.domain(uuid, memoryKib, vcpus, definition),
                DomainXml.capabilities(definition));
    }

    /**
     * The launch as libvirt's XML names it.
     *
     * @param name name of the domain
     * @param firmware path of the image
     * @param boot direct boot with measured hashes; empty for none
     * @param policy guest policy
     * @param cBitPosition position of the C-bit
     * @param reducedPhysicalBits physical address bits that encryption makes unavailable
     * @param session certificate and session in base64; empty for a VM without them
     * @param cpuSignature CPUID 1 EAX of the host
     */
    public record Definition(
            String name,
            String firmware,
            Optional<DirectBoot> boot,
            int policy,
            int cBitPosition,
            int reducedPhysicalBits,
            Optional<Session> session,
            int cpuSignature) {}

    /**
     * Files for direct boot.
     *
     * @param kernel path
     * @param initrd path
     * @param commandLine text
     */
    public record DirectBoot(String kernel, Optional<String> initrd, Optional<String> commandLine) {}

    /**
     * The owner's session.
     *
     * @param dhCert base64
     * @param session base64
     */
    public record Session(String dhCert, String session) {}
}
