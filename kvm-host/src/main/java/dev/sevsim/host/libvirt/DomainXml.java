package dev.sevsim.host.libvirt;

import dev.sevsim.host.libvirt.LibvirtDomain.Definition;
import dev.sevsim.host.libvirt.LibvirtDomain.DirectBoot;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the XML definitions of domain and host.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 6.5 and 9.1.
 */
final class DomainXml {
    /** Family in bits 11:8 of the CPUID signature from which on the extended family in bits 27:20 is added. */
    private static final int EXTENDED_FAMILY_FROM = 0xF;

    private DomainXml() {}

    /** The running domain with id 1; memory in units of 1024 bytes, the image as a ROM without variables. */
    static String domain(UUID uuid, long memoryKib, int vcpus, Definition guest) {
        StringBuilder xml = new StringBuilder("<domain type='kvm' id='1'>\n");
        line(xml, 2, "name", guest.name());
        line(xml, 2, "uuid", uuid.toString());
        xml.append("  <memory unit='KiB'>").append(memoryKib).append("</memory>\n");
        line(xml, 2, "vcpu", Integer.toString(vcpus));
        xml.append("  <os>\n    <type arch='x86_64' machine='q35'>hvm</type>\n");
        xml.append("    <loader type='rom' stateless='yes'>")
                .append(escaped(guest.firmware()))
                .append("</loader>\n");
        guest.boot().ifPresent(boot -> direct(xml, boot));
        xml.append("  </os>\n");
        launchSecurity(xml, guest);
        return xml.append("</domain>\n").toString();
    }

    private static void direct(StringBuilder xml, DirectBoot boot) {
        line(xml, 4, "kernel", boot.kernel());
        boot.initrd().ifPresent(path -> line(xml, 4, "initrd", path));
        boot.commandLine().ifPresent(text -> line(xml, 4, "cmdline", text));
    }

    /** kernelHashes only with a kernel; the session only when the launch was given one. */
    private static void launchSecurity(StringBuilder xml, Definition guest) {
        xml.append("  <launchSecurity type='sev'")
                .append(guest.boot().isPresent() ? " kernelHashes='yes'" : "")
                .append(">\n");
        line(xml, 4, "cbitpos", Integer.toString(guest.cBitPosition()));
        line(xml, 4, "reducedPhysBits", Integer.toString(guest.reducedPhysicalBits()));
        line(xml, 4, "policy", String.format(Locale.ROOT, "0x%04x", guest.policy()));
        guest.session().ifPresent(session -> {
            line(xml, 4, "dhCert", session.dhCert());
            line(xml, 4, "session", session.session());
        });
        xml.append("  </launchSecurity>\n");
    }

    /** The host's processor by family, model and stepping, made of CPUID Fn0000_0001 EAX. */
    static String capabilities(Definition guest) {
        int signature = guest.cpuSignature();
        int family = signature >>> 8 & 0xF;
        if (family == EXTENDED_FAMILY_FROM) {
            family += signature >>> 20 & 0xFF;
        }
        int model = (signature >>> 12 & 0xF0) | (signature >>> 4 & 0xF);
        return String.format(
                Locale.ROOT,
                "<capabilities><host><cpu><arch>x86_64</arch>"
                        + "<signature family='%d' model='%d' stepping='%d'/></cpu></host></capabilities>%n",
                family,
                model,
                signature & 0xF);
    }

    static String domainCapabilities(int cBitPosition, int reducedPhysicalBits) {
        return "<domainCapabilities><features><sev supported='yes'><cbitpos>" + cBitPosition
                + "</cbitpos><reducedPhysBits>" + reducedPhysicalBits
                + "</reducedPhysBits></sev></features></domainCapabilities>\n";
    }

    private static void line(StringBuilder xml, int indent, String element, String content) {
        xml.append(" ".repeat(indent))
                .append('<')
                .append(element)
                .append('>')
                .append(escaped(content))
                .append("</")
                .append(element)
                .append(">\n");
    }

    /** Escapes text for an element; a character that XML does not allow becomes a question mark. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            Optional<String> entity = entity(c);
            if (entity.isPresent()) {
                safe.append(entity.get());
            } else {
                safe.appendCodePoint(isAllowed(c) ? c : '?');
            }
        });
        return safe.toString();
    }

    private static boolean isAllowed(int c) {
        return c >= ' ' ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n';
    }

    private static Optional<String> entity(int c) {
        return switch (c) {
            case '&' -> Optional.of("&amp;");
            case '<' -> Optional.of("&lt;");
            case '>' -> Optional.of("&gt;");
            // A reader of XML would take it for a line feed.
            case '\r' -> Optional.of("&#13;");
            default -> Optional.empty();
        };
    }
}
