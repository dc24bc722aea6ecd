package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.libvirt.LibvirtException.Code;
import dev.sevsim.host.vmm.SevInfo;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Procedures on the one domain.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5, docs/reference/kvm-host.md section 5.9.
 */
record DomainProcedures(LibvirtDomain domain) {
    private static final String HEADER = "sev-secret-header";
    private static final String SECRET = "sev-secret";
    private static final String ADDRESS = "sev-secret-set-address";

    void register(LibvirtProcedures procedures) {
        procedures.add(LibvirtProcedure.LOOKUP_BY_ID, this::lookupById);
        procedures.add(LibvirtProcedure.LOOKUP_BY_NAME, this::lookupByName);
        procedures.add(LibvirtProcedure.LOOKUP_BY_UUID, this::lookupByUuid);
        procedures.add(LibvirtProcedure.IS_ACTIVE, (in, guest) -> {
            requireDomain(in);
            in.end();
            return new XdrWriter()
                    .u32(guest.state() == LibvirtGuest.State.SHUT_OFF ? 0 : 1)
                    .toBytes();
        });
        for (LibvirtProcedure same :
                List.of(LibvirtProcedure.GET_AUTOSTART, LibvirtProcedure.IS_PERSISTENT, LibvirtProcedure.IS_UPDATED)) {
            procedures.add(same, (in, guest) -> number(in, 0));
        }
        procedures.add(LibvirtProcedure.GET_MAX_VCPUS, (in, guest) -> number(in, domain.vcpus()));
        procedures.add(LibvirtProcedure.GET_VCPUS_FLAGS, (in, guest) -> numberWithFlags(in, domain.vcpus()));
        procedures.add(LibvirtProcedure.HAS_MANAGED_SAVE_IMAGE, (in, guest) -> numberWithFlags(in, 0));
        procedures.add(LibvirtProcedure.GET_MAX_MEMORY, (in, guest) -> {
            requireDomain(in);
            in.end();
            return new XdrWriter().u64(domain.memoryKib()).toBytes();
        });
        procedures.add(LibvirtProcedure.GET_OS_TYPE, (in, guest) -> {
            requireDomain(in);
            in.end();
            return new XdrWriter().string("hvm").toBytes();
        });
        procedures.add(LibvirtProcedure.GET_INFO, this::info);
        procedures.add(LibvirtProcedure.GET_XML, (in, guest) -> {
            requireDomain(in);
            in.skipU32();
            in.end();
            return new XdrWriter().string(domain.xml()).toBytes();
        });
        procedures.add(LibvirtProcedure.GET_LAUNCH_SECURITY_INFO, this::launchSecurityInfo);
        procedures.add(LibvirtProcedure.SET_LAUNCH_SECURITY_STATE, this::setLaunchSecurityState);
    }

    private Bytes number(XdrReader in, int value) {
        requireDomain(in);
        in.end();
        return new XdrWriter().u32(value).toBytes();
    }

    private Bytes numberWithFlags(XdrReader in, int value) {
        requireDomain(in);
        in.skipU32();
        in.end();
        return new XdrWriter().u32(value).toBytes();
    }

    private Bytes lookupById(XdrReader in, LibvirtGuest guest) {
        int id = in.u32();
        in.end();
        return referenceIf(id == domain.id(), "id " + id);
    }

    private Bytes lookupByName(XdrReader in, LibvirtGuest guest) {
        String name = in.string();
        in.end();
        return referenceIf(name.equals(domain.name()), "name '" + name + "'");
    }

    private Bytes lookupByUuid(XdrReader in, LibvirtGuest guest) {
        UUID uuid = DomainReference.uuid(in);
        in.end();
        return referenceIf(uuid.equals(domain.uuid()), "uuid '" + uuid + "'");
    }

    private Bytes referenceIf(boolean found, String what) {
        if (!found) {
            throw DomainReference.missing(what);
        }
        return DomainReference.write(new XdrWriter(), domain).toBytes();
    }

    private void requireDomain(XdrReader in) {
        DomainReference.require(in, domain);
    }

    private Bytes info(XdrReader in, LibvirtGuest guest) {
        requireDomain(in);
        in.end();
        return new XdrWriter()
                .u32(guest.state().code())
                .u64(domain.memoryKib())
                .u64(domain.memoryKib())
                .u32(domain.vcpus())
                .u64(0)
                .toBytes();
    }

    private Bytes launchSecurityInfo(XdrReader in, LibvirtGuest guest) {
        requireDomain(in);
        in.skipU32();
        in.end();
        Bytes measurement = guest.measurement()
                .orElseThrow(() -> new LibvirtException(
                        Code.INTERNAL_ERROR,
                        "unable to execute QEMU command 'query-sev-launch-measure': SEV launch measurement is not"
                                + " available"));
        SevInfo sev = guest.sevInfo();
        return TypedParameter.writeList(
                        new XdrWriter(),
                        List.of(
                                TypedParameter.ofText("sev-measurement", measurement.toBase64()),
                                TypedParameter.ofUnsigned("sev-api-major", sev.apiMajor()),
                                TypedParameter.ofUnsigned("sev-api-minor", sev.apiMinor()),
                                TypedParameter.ofUnsigned("sev-build-id", sev.build()),
                                TypedParameter.ofUnsigned("sev-policy", sev.policy())))
                .toBytes();
    }

    private Bytes setLaunchSecurityState(XdrReader in, LibvirtGuest guest) {
        requireDomain(in);
        List<TypedParameter> parameters = TypedParameter.readList(in);
        in.skipU32();
        in.end();
        parameters.forEach(DomainProcedures::requireKnown);
        if (guest.state() != LibvirtGuest.State.PAUSED) {
            throw new LibvirtException(Code.OPERATION_INVALID, "domain must be in a paused state");
        }
        LaunchSecretPacket packet = new LaunchSecretPacket(decoded(parameters, HEADER), decoded(parameters, SECRET));
        guest.inject(packet, find(parameters, ADDRESS).map(p -> new GuestPhysical(p.number())));
        return Bytes.EMPTY;
    }

    private static void requireKnown(TypedParameter parameter) {
        TypedParameter.Type expected = switch (parameter.name()) {
            case HEADER, SECRET -> TypedParameter.Type.STRING;
            case ADDRESS -> TypedParameter.Type.ULLONG;
            default ->
                throw new LibvirtException(Code.INVALID_ARG, "parameter '" + parameter.name() + "' is not supported");
        };
        if (parameter.type() != expected) {
            throw new LibvirtException(
                    Code.INVALID_ARG,
                    "parameter '" + parameter.name() + "' has type " + parameter.type() + ", expected " + expected);
        }
    }

    private static Optional<TypedParameter> find(List<TypedParameter> parameters, String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private static Bytes decoded(List<TypedParameter> parameters, String name) {
        String text = find(parameters, name)
                .orElseThrow(() -> new LibvirtException(
                        Code.INVALID_ARG, "Both " + HEADER + " and " + SECRET + " are needed, " + name + " is missing"))
                .text();
        try {
            return Bytes.copyOf(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new LibvirtException(Code.INVALID_ARG, name + " is no base64");
        }
    }
}
