package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.AmdCertificateHeader;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.layout.StructDescription;
import dev.sevsim.view.StructDissector.Position;
import java.util.Optional;

/** Takes runs of certificates apart. */
final class CertificateDissector {
    private static final StructDescription SEV = StructDescription.of(SevCertificate.class);
    private static final StructDescription AMD = StructDescription.of(AmdCertificateHeader.class);
    private static final int USAGE_OFFSET = 8;

    private CertificateDissector() {}

    /** Adds certificates of the platform or of an owner, one after the other. */
    static void addSev(Block.Builder block, Bytes raw, Position start) {
        Position at = start;
        int done = 0;
        while (raw.length() - done >= SevCertificate.SIZE) {
            Bytes one = raw.slice(done, done + SevCertificate.SIZE);
            String usage = KeyUsage.fromCode(one.asLittleEndian().getInt(USAGE_OFFSET))
                    .map(Enum::name)
                    .orElse("?");
            Term whole = Term.of(SEV.name(), "certificate", SEV.purpose(), SEV.source());
            block.add(at.offset(), SevCertificate.SIZE, whole, usage, at.depth());
            StructDissector.add(block, SEV, one, at.inner(0));
            at = at.after(SevCertificate.SIZE);
            done += SevCertificate.SIZE;
        }
        addRest(block, raw.from(done), at);
    }

    /** Adds AMD's certificates, one after the other. */
    static void addAmd(Block.Builder block, Bytes raw, Position start) {
        Position at = start;
        int done = 0;
        Optional<AmdCertificate> next = AmdCertificate.decode(raw, done);
        while (next.isPresent()) {
            addAmd(block, raw, done, next.get(), at);
            at = at.after(next.get().size());
            done += next.get().size();
            next = AmdCertificate.decode(raw, done);
        }
        addRest(block, raw.from(done), at);
    }

    private static void addAmd(Block.Builder block, Bytes raw, int from, AmdCertificate certificate, Position at) {
        String usage = KeyUsage.fromCode(certificate.usage()).map(Enum::name).orElse("?");
        Term whole = Term.of("AmdCertificate", "certificate", "An AMD CA certificate, ARK or ASK.", AMD.source());
        block.add(at.offset(), certificate.size(), whole, usage, at.depth());
        Position inside = at.inner(0);
        StructDissector.add(block, AMD, raw.slice(from, from + AmdCertificateHeader.SIZE), inside);
        Position next = inside.after(AmdCertificateHeader.SIZE);
        next = addNumber(block, "PUBEXP", "public exponent", certificate.exponent(), next);
        next = addNumber(block, "MODULUS", "modulus of the RSA key", certificate.modulus(), next);
        addNumber(block, "SIG", "RSA-PSS signature of the key that CERTIFYING_ID names", certificate.signature(), next);
    }

    private static Position addNumber(Block.Builder block, String name, String meaning, Bytes content, Position at) {
        Term term = Term.of("AmdCertificate", name, meaning, AMD.source()).littleEndian("");
        block.add(at.offset(), content.length(), term, Values.bytes(content), at.depth());
        return at.after(content.length());
    }

    private static void addRest(Block.Builder block, Bytes rest, Position at) {
        if (!rest.isEmpty()) {
            Term term = Term.of(SEV.name(), "…", "bytes that are no whole certificate", SEV.source());
            block.add(at.offset(), rest.length(), term, Values.bytes(rest), at.depth());
        }
    }
}
