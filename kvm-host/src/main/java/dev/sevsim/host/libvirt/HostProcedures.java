package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.SevCapabilities;
import java.util.List;

/**
 * Procedures on the connection and the host.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
record HostProcedures(LibvirtDomain domain) {
    /** Of QEMU 10.2.0: major times a million, minor times a thousand, release. */
    private static final long HYPERVISOR_VERSION = 10_002_000;

    /** Of libvirt 11.10.0, whose QEMU driver this stands in for. */
    private static final long LIBRARY_VERSION = 11_010_000;

    /** The one feature of this server: without it the client refuses to send typed parameters of type string. */
    private static final int FEATURE_TYPED_TEXTS = 9;

    private static final int NO_AUTHENTICATION = 0;
    private static final int DOMAIN_CAPABILITIES_ARGUMENTS = 4;

    void register(LibvirtProcedures procedures) {
        procedures.add(LibvirtProcedure.AUTH_LIST, (in, guest) -> {
            in.end();
            return new XdrWriter().u32(1).u32(NO_AUTHENTICATION).toBytes();
        });
        procedures.add(LibvirtProcedure.OPEN, (in, guest) -> {
            var unused = in.optionalString();
            return nothing(in);
        });
        procedures.add(LibvirtProcedure.CLOSE, (in, guest) -> {
            in.end();
            return Bytes.EMPTY;
        });
        procedures.add(LibvirtProcedure.SUPPORTS_FEATURE, (in, guest) -> {
            int feature = in.u32();
            in.end();
            return new XdrWriter().u32(feature == FEATURE_TYPED_TEXTS ? 1 : 0).toBytes();
        });
        procedures.add(LibvirtProcedure.GET_TYPE, (in, guest) -> text(in, "QEMU"));
        procedures.add(LibvirtProcedure.GET_VERSION, (in, guest) -> version(in, HYPERVISOR_VERSION));
        procedures.add(LibvirtProcedure.GET_LIB_VERSION, (in, guest) -> version(in, LIBRARY_VERSION));
        procedures.add(LibvirtProcedure.GET_HOSTNAME, (in, guest) -> text(in, domain.hostName()));
        procedures.add(LibvirtProcedure.GET_CAPABILITIES, (in, guest) -> text(in, domain.capabilities()));
        procedures.add(LibvirtProcedure.GET_DOMAIN_CAPABILITIES, this::domainCapabilities);
        procedures.add(LibvirtProcedure.NODE_GET_SEV_INFO, HostProcedures::sevInfo);
    }

    private Bytes domainCapabilities(XdrReader in, LibvirtGuest guest) {
        for (int i = 0; i < DOMAIN_CAPABILITIES_ARGUMENTS; i++) {
            var unused = in.optionalString();
        }
        in.skipU32();
        SevCapabilities sev = guest.capabilities();
        return text(in, DomainXml.domainCapabilities(sev.cBitPosition(), sev.reducedPhysicalBits()));
    }

    /** The client's maximum number of parameters is ignored; all are sent. */
    private static Bytes sevInfo(XdrReader in, LibvirtGuest guest) {
        in.skipU32();
        in.skipU32();
        in.end();
        SevCapabilities sev = guest.capabilities();
        List<TypedParameter> parameters = List.of(
                TypedParameter.ofText("pdh", sev.pdh().toBase64()),
                TypedParameter.ofText("cert-chain", sev.certChain().toBase64()),
                TypedParameter.ofText("cpu0-id", sev.cpu0Id().toBase64()),
                TypedParameter.ofUnsigned("cbitpos", sev.cBitPosition()),
                TypedParameter.ofUnsigned("reduced-phys-bits", sev.reducedPhysicalBits()));
        return TypedParameter.writeList(new XdrWriter(), parameters)
                .u32(parameters.size())
                .toBytes();
    }

    private static Bytes version(XdrReader in, long number) {
        in.end();
        return new XdrWriter().u64(number).toBytes();
    }

    private static Bytes text(XdrReader in, String text) {
        in.end();
        return new XdrWriter().string(text).toBytes();
    }

    private static Bytes nothing(XdrReader in) {
        in.skipU32();
        in.end();
        return Bytes.EMPTY;
    }
}
