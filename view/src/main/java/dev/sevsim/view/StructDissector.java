package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.layout.StructDescription;
import dev.sevsim.abi.layout.StructDescription.Content;
import dev.sevsim.abi.layout.StructDescription.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** Takes structures apart by the descriptions that come with their records. */
final class StructDissector {
    private static final String ABI = "dev.sevsim.abi.";

    private StructDissector() {}

    /** The description of a structure by its record's name below {@code dev.sevsim.abi}; empty for none. */
    static Optional<StructDescription> description(String name) {
        try {
            return Optional.of(StructDescription.nested(SevCertificate.class, ABI + name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One structure as a block of its own. */
    static Block block(String title, Class<?> type, Bytes raw) {
        return block(title, StructDescription.of(type), raw);
    }

    /** One structure as a block of its own. */
    static Block block(String title, StructDescription type, Bytes raw) {
        Block.Builder block = new Block.Builder(title, type.purpose());
        add(block, type, raw, new Position(0, 0));
        return block.of(raw);
    }

    /**
     * Where a structure lies in a block.
     *
     * @param offset bytes from the start of the block
     * @param depth of its fields
     */
    record Position(int offset, int depth) {
        Position inner(int more) {
            return new Position(offset + more, depth + 1);
        }

        Position after(int bytes) {
            return new Position(offset + bytes, depth);
        }
    }

    /** Adds the fields of a structure; one that is cut short ends with the bytes that are there. */
    static void add(Block.Builder block, StructDescription type, Bytes raw, Position at) {
        int end = 0;
        for (Part part : type.fields()) {
            end = part.offset() + part.width();
            if (end > raw.length()) {
                end = part.offset();
                break;
            }
            add(block, type, part, raw, at);
        }
        if (end < raw.length()) {
            Term rest = Term.of(type.name(), "…", "bytes behind the last whole field", type.source());
            block.add(at.offset() + end, raw.length() - end, rest, Values.bytes(raw.from(end)), at.depth());
        }
    }

    private static void add(Block.Builder block, StructDescription type, Part part, Bytes raw, Position at) {
        Bytes content = raw.slice(part.offset(), part.offset() + part.width());
        Term term = Term.of(type, part);
        Optional<StructDescription> inner = inner(type, part, raw);
        String value = inner.isPresent() ? "" : value(type, part, content);
        block.add(at.offset() + part.offset(), part.width(), term, value, at.depth());
        inner.ifPresent(nested -> add(block, nested, content, at.inner(part.offset())));
    }

    private static String value(StructDescription type, Part part, Bytes content) {
        boolean number = part.content() == Content.INT || part.content() == Content.LONG;
        return number ? Values.number(type.name(), part.name(), number(content, type.order())) : Values.bytes(content);
    }

    /** The structure of a field; keys and signatures of a certificate have the one of their algorithm. */
    private static Optional<StructDescription> inner(StructDescription type, Part part, Bytes raw) {
        if (part.content() == Content.NESTED) {
            return Optional.of(StructDescription.nested(SevCertificate.class, part.nested()));
        }
        String algorithm = Map.of("PUBKEY", "PUBKEY_ALGO", "SIG1", "SIG1_ALGO", "SIG2", "SIG2_ALGO")
                .get(part.name());
        if (algorithm == null) {
            return Optional.empty();
        }
        Class<?> kind = part.name().equals("PUBKEY") ? EcPublicKey.class : EcSignature.class;
        return type.fields().stream()
                .filter(field -> field.name().equals(algorithm))
                .flatMap(field ->
                        KeyAlgorithm.fromCode((int) number(raw.slice(field.offset(), field.offset() + 4), type.order()))
                                .stream())
                .filter(known -> known != KeyAlgorithm.INVALID && !known.isRsa())
                .map(known -> StructDescription.of(kind))
                .findFirst();
    }

    /** An unsigned number of up to eight bytes. */
    static long number(Bytes content, ByteOrder order) {
        Bytes little = order == ByteOrder.LITTLE_ENDIAN ? content : content.reversed();
        ByteBuffer wide = little.paddedTo(Long.BYTES).asLittleEndian();
        return wide.getLong();
    }
}
