package dev.sevsim.codegen;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.Elements;

/**
 * The description of a structure or frame as a resource, for programs that explain bytes: {@code
 * META-INF/sevsim/structures/NAME.txt}, NAME being the qualified name of the record.
 *
 * <p>The first line has the name, the bytes, the byte order, the purpose and the source; each other line a field in the order of the
 * bytes: offset, bytes, direction, content, name, record of a nested structure, meaning. Columns are separated by tabs; a frame, whose
 * parts have no fixed place, has neither bytes nor offsets.
 */
record DescriptionText(Elements elements, TypeElement type) {
    private static final String DIRECTORY = "META-INF/sevsim/structures/";

    /** Path of the resource. */
    String path() {
        return DIRECTORY + type.getQualifiedName() + ".txt";
    }

    /** The description of a structure. */
    String of(StructModel model) {
        DocComment comment = comment(type);
        String order = model.bigEndian() ? "BIG_ENDIAN" : "LITTLE_ENDIAN";
        Stream<String> fields = model.byOffset().stream()
                .map(slot -> line(
                        slot.at(),
                        slot.size(),
                        slot.direction(),
                        slot.content(),
                        slot.name(),
                        slot.content() == Slot.Content.NESTED ? slot.nestedType() : "",
                        slot.isComponent() ? comment.parameter(slot.component()) : ""));
        return lines(line(model.structName(), model.size(), order, comment.purpose(), comment.source()), fields);
    }

    /** The description of a frame. */
    String of(PayloadModel model) {
        DocComment comment = comment(type);
        String head = line(model.recordName(), "", "LITTLE_ENDIAN", comment.purpose(), comment.source());
        return lines(head, parts(type, model.parts()));
    }

    private Stream<String> parts(TypeElement record, List<Part> parts) {
        DocComment comment = comment(record);
        return parts.stream()
                .flatMap(part -> part.kind() == Part.Kind.GROUP
                        ? parts(typeOf(record, part), part.parts())
                        : Stream.of(line("", "", "IN", part.kind(), part.name(), "", comment.parameter(part.name()))));
    }

    private static TypeElement typeOf(TypeElement record, Part part) {
        for (RecordComponentElement component : record.getRecordComponents()) {
            if (component.getSimpleName().contentEquals(part.name())
                    && component.asType() instanceof DeclaredType declared
                    && declared.asElement() instanceof TypeElement type) {
                return type;
            }
        }
        throw new StructFormatException(part.name() + " is no record");
    }

    private DocComment comment(TypeElement record) {
        return DocComment.parse(elements.getDocComment(record));
    }

    private static String lines(String head, Stream<String> fields) {
        return Stream.concat(Stream.of(head), fields).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(Object... columns) {
        return Stream.of(columns).map(Object::toString).collect(Collectors.joining("\t"));
    }
}
