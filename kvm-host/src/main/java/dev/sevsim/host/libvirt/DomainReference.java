package dev.sevsim.host.libvirt;

import dev.sevsim.host.libvirt.LibvirtException.Code;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * {@code remote_nonnull_domain}: how a call names a domain and a reply gives it: name, UUID and number.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
final class DomainReference {
    private static final int UUID_SIZE = 16;

    private DomainReference() {}

    static XdrWriter write(XdrWriter out, LibvirtDomain domain) {
        out.string(domain.name());
        out.u64(domain.uuid().getMostSignificantBits()).u64(domain.uuid().getLeastSignificantBits());
        return out.u32(domain.id());
    }

    static UUID uuid(XdrReader in) {
        ByteBuffer buffer = ByteBuffer.wrap(in.fixed(UUID_SIZE).toArray());
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** A domain is identified by its UUID; the client's copy of name and number is ignored. */
    static void require(XdrReader in, LibvirtDomain domain) {
        in.skipString();
        UUID uuid = uuid(in);
        in.skipU32();
        if (!uuid.equals(domain.uuid())) {
            throw missing("uuid '" + uuid + "'");
        }
    }

    static LibvirtException missing(String what) {
        return new LibvirtException(Code.NO_DOMAIN, "Domain not found: no domain with matching " + what);
    }
}
