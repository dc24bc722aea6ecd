package dev.sevsim.codegen;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Java source of a frame's payload codec. */
@SuppressWarnings("InlineFormatString") // a template is longer than a method should be
record PayloadSource(PayloadModel model) {
    private static final String TEMPLATE = """
            package %s;

            import java.nio.ByteBuffer;

            /** Generated from {@link %s}. */
            final class %s implements PayloadCodec<%2$s> {
                static final %3$s CODEC = new %3$s();

                private %3$s() {}

                @Override
                public int size(%2$s frame) {
                    return %d%s;
                }

                @Override
                public void write(%2$s frame, ByteBuffer target) {
            %s
                }

                @Override
                public %2$s read(PayloadReader source) {
                    return %s;
                }

                @Override
                public void describe(%2$s frame, FrameVisitor visitor) {
            %s
                }
            }
            """;

    /** Simple name of the class. */
    String className() {
        return model.recordName() + "Payload";
    }

    /** The compilation unit. */
    String text() {
        int fixed = model.parts().stream().mapToInt(Part::fixedSize).sum();
        return TEMPLATE.formatted(
                model.packageName(),
                model.recordName(),
                className(),
                fixed,
                leaves().filter(PayloadSource::isVariable)
                        .map(leaf -> " + PayloadCodec.contentSize(" + leaf.access() + ")")
                        .collect(Collectors.joining()),
                leaves().map(leaf -> "        " + write(leaf)).collect(Collectors.joining("\n")),
                construct(model.recordName(), model.parts()),
                leaves().map(leaf -> "        " + describe(leaf)).collect(Collectors.joining("\n")));
    }

    private Stream<Leaf> leaves() {
        return model.parts().stream().flatMap(part -> leaves("frame", part));
    }

    private static Stream<Leaf> leaves(String owner, Part part) {
        String access = owner + "." + part.name() + "()";
        return part.kind() == Part.Kind.GROUP
                ? part.parts().stream().flatMap(inner -> leaves(access, inner))
                : Stream.of(new Leaf(part, access));
    }

    private static boolean isVariable(Leaf leaf) {
        return leaf.part().kind() == Part.Kind.BYTES || leaf.part().kind() == Part.Kind.TEXT;
    }

    private static String write(Leaf leaf) {
        return switch (leaf.part().kind()) {
            case INT -> "target.putInt(" + leaf.access() + ");";
            case LONG -> "target.putLong(" + leaf.access() + ");";
            case CODE -> "target.putInt(" + leaf.access() + ".code());";
            default -> "PayloadCodec.put(target, " + leaf.access() + ");";
        };
    }

    private static String describe(Leaf leaf) {
        String method = switch (leaf.part().kind()) {
            case INT -> "u32";
            case LONG -> "u64";
            case CODE -> "code";
            case BYTES -> "bytes";
            default -> "text";
        };
        return "visitor." + method + "(\"" + leaf.part().name() + "\", " + leaf.access() + ");";
    }

    private static String construct(String type, List<Part> parts) {
        return "new " + type + "(" + parts.stream().map(PayloadSource::read).collect(Collectors.joining(", ")) + ")";
    }

    private static String read(Part part) {
        String name = "\"" + part.name() + "\"";
        return switch (part.kind()) {
            case INT -> "source.u32(" + name + ")";
            case LONG -> "source.u64(" + name + ")";
            case CODE -> "source.code(" + name + ", " + part.type() + "::fromCode)";
            case BYTES -> "source.bytes(" + name + ")";
            case TEXT -> "source.text(" + name + ")";
            case GROUP -> construct(part.type(), part.parts());
        };
    }

    /** A component that is written, and the expression that reads it from the frame. */
    private record Leaf(Part part, String access) {}
}
