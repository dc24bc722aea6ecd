package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The certificates of a file in any order, told apart by their own fields and not verified.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.1 to 2.3.
 *
 * @param certificates in the order of the file
 * @param rest what follows the last certificate; readers of these files ignore it
 */
public record CertificateFile(List<Certificate> certificates, Bytes rest) {
    /** The order of a chain: each certificate is signed by a later one. */
    private static final List<KeyUsage> CHAIN =
            List.of(KeyUsage.PDH, KeyUsage.PEK, KeyUsage.OCA, KeyUsage.CEK, KeyUsage.ASK, KeyUsage.ARK);

    private static final int SEV_USAGE = 0x08;
    private static final int SEV_ALGORITHM = 0x0C;
    private static final int AMD_USAGE = 0x24;
    private static final int LIMIT = 64 << 10;
    private static final String KINDS = "a PDH, PEK, OCA, CEK, ASK or ARK certificate";

    /**
     * A certificate.
     *
     * @param role by its usage field
     * @param raw all of it
     */
    public record Certificate(KeyUsage role, Bytes raw) {}

    /** Which certificates a chain file holds. */
    public enum Form {
        /** All of them: {@code sevctl export --full}. */
        FULL(0, 6),
        /** PDH, PEK, OCA and CEK: {@code sevctl export}. */
        SEV(0, 4),
        /** PEK, OCA and CEK: {@code query-sev-capabilities} of QMP, libvirt, sev-tool's {@code cert_chain.cert}. */
        QMP(1, 4),
        /** ASK and ARK. */
        CA(4, 6);

        private final int from;
        private final int to;

        Form(int from, int to) {
            this.from = from;
            this.to = to;
        }

        /** The certificates in the order of the file. */
        public List<KeyUsage> roles() {
            return CHAIN.subList(from, to);
        }
    }

    public CertificateFile {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a file, raw or as text.
     *
     * @throws OwnerInputException when it cannot be read or begins with no certificate
     */
    public static CertificateFile read(Path file) {
        String what = "certificate file " + file;
        CertificateFile read = parse(StoredBinary.readCertificates(file, "certificate file", LIMIT));
        if (read.certificates.isEmpty()) {
            throw new OwnerInputException(what, read.rest.length() + " bytes that begin with no certificate", KINDS);
        }
        return read;
    }

    /** Takes certificates from the start for as long as there is one. */
    public static CertificateFile parse(Bytes content) {
        List<Certificate> found = new ArrayList<>();
        int at = 0;
        Optional<Certificate> next = at(content, at);
        while (next.isPresent()) {
            found.add(next.get());
            at += next.get().raw().length();
            next = at(content, at);
        }
        return new CertificateFile(found, content.from(at));
    }

    /**
     * One chain from the certificates of several files.
     *
     * @return in the order of a chain; the same certificate twice counts once
     * @throws OwnerInputException when two certificates of one role differ
     */
    public static List<Certificate> join(Collection<CertificateFile> files) {
        Map<KeyUsage, Certificate> byRole = new EnumMap<>(KeyUsage.class);
        for (CertificateFile file : files) {
            for (Certificate certificate : file.certificates) {
                Certificate other = byRole.putIfAbsent(certificate.role(), certificate);
                if (other != null && !other.equals(certificate)) {
                    throw new OwnerInputException(
                            "certificates", "two different " + certificate.role() + " certificates", "one of each");
                }
            }
        }
        return CHAIN.stream().filter(byRole::containsKey).map(byRole::get).toList();
    }

    /** The role names, comma-separated. */
    public static String names(Collection<KeyUsage> roles) {
        return roles.stream().map(KeyUsage::name).collect(Collectors.joining(", "));
    }

    boolean startsWith(KeyUsage role) {
        return !certificates.isEmpty() && certificates.get(0).role() == role;
    }

    private List<KeyUsage> roles() {
        return certificates.stream().map(Certificate::role).toList();
    }

    /** The refusal of a file in which nothing looks like a certificate. */
    static OwnerInputException noCertificate(String what) {
        return new OwnerInputException(what, "no SEV certificate", "PDH, PEK, OCA, CEK");
    }

    /**
     * Refuses content that begins with no ASK and no ARK.
     *
     * @param what names it in the message
     * @param expected the certificates that belong there
     */
    static void requireAmd(String what, Bytes content, String expected) {
        List<KeyUsage> found = parse(content).roles();
        if (found.isEmpty()
                ? !hasVersion(content)
                : isPlatformUsage(found.get(0).code())) {
            throw new OwnerInputException(what, found.isEmpty() ? "no SEV certificate" : names(found), expected);
        }
    }

    /** Refuses a certificate that is no CEK by its usage field. */
    static void requireCek(String what, Bytes certificate) {
        List<KeyUsage> found = parse(certificate).roles();
        if (!found.equals(List.of(KeyUsage.CEK))) {
            throw new OwnerInputException(what, found.isEmpty() ? "no SEV certificate" : names(found), "CEK");
        }
    }

    /**
     * The refusal of a file that holds certificates in another order than a chain, or the start of one alone; empty when
     * it goes wrong inside a certificate.
     *
     * @param what names the file in the message
     */
    Optional<OwnerInputException> anotherForm(String what) {
        List<KeyUsage> found = roles();
        if (startsWith(KeyUsage.PEK)) {
            return Optional.of(new OwnerInputException(
                    what,
                    names(found) + ", the form of QMP, libvirt and sev-tool's cert_chain.cert",
                    "the PDH too: give it as --pdh"));
        }
        if (startsWith(KeyUsage.ASK) || startsWith(KeyUsage.ARK)) {
            return Optional.of(new OwnerInputException(
                    what, names(found) + ", which are AMD's certificates", "PDH, PEK, OCA, CEK; --ca takes these"));
        }
        for (int i = 0; i < found.size() && i < CHAIN.size(); i++) {
            if (found.get(i) != CHAIN.get(i)) {
                return Optional.of(new OwnerInputException(
                        what,
                        names(found) + ": certificate " + (i + 1) + " is " + withArticle(found.get(i)),
                        withArticle(CHAIN.get(i))));
            }
        }
        return found.isEmpty() || found.size() >= Form.SEV.to || !rest.isEmpty()
                ? Optional.empty()
                : Optional.of(new OwnerInputException(what, names(found) + " alone", "PDH, PEK, OCA, CEK"));
    }

    private static String withArticle(KeyUsage role) {
        return (role.name().matches("[AO].*") ? "an " : "a ") + role;
    }

    private static boolean hasVersion(Bytes content) {
        return content.length() >= Integer.BYTES && content.asLittleEndian().getInt(0) == 1;
    }

    /** Whether a platform certificate may start at this offset: its version or its usage is one. */
    static boolean mayStart(Bytes content, int offset) {
        if (content.length() - offset < SEV_ALGORITHM) {
            return false;
        }
        int usage = content.asLittleEndian().getInt(offset + SEV_USAGE);
        return content.asLittleEndian().getInt(offset) == 1 || isPlatformUsage(usage);
    }

    private static Optional<Certificate> at(Bytes content, int offset) {
        Bytes left = content.from(offset);
        if (left.length() < SevCertificate.SIZE && left.length() < AMD_USAGE + Integer.BYTES) {
            return Optional.empty();
        }
        if (!hasVersion(left)) {
            return Optional.empty();
        }
        return platform(left).or(() -> amd(left));
    }

    private static Optional<Certificate> platform(Bytes left) {
        int usage = left.asLittleEndian().getInt(SEV_USAGE);
        boolean fits = left.length() >= SevCertificate.SIZE
                && isPlatformUsage(usage)
                && KeyAlgorithm.fromCode(left.asLittleEndian().getInt(SEV_ALGORITHM))
                        .isPresent();
        return KeyUsage.fromCode(usage)
                .filter(role -> fits)
                .map(role -> new Certificate(role, left.slice(0, SevCertificate.SIZE)));
    }

    private static Optional<Certificate> amd(Bytes left) {
        int usage = left.asLittleEndian().getInt(AMD_USAGE);
        return KeyUsage.fromCode(usage)
                .filter(role -> role == KeyUsage.ASK || role == KeyUsage.ARK)
                .flatMap(role -> ReceivedCaCertificate.tryRead(role, left))
                .map(read -> new Certificate(read.role(), read.raw()));
    }

    private static boolean isPlatformUsage(int usage) {
        return KeyUsage.fromCode(usage)
                .filter(role -> CHAIN.subList(0, CHAIN.indexOf(KeyUsage.ASK)).contains(role))
                .isPresent();
    }
}
