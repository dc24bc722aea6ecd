package dev.sevsim.codegen;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/**
 * A frame: its components in the order in which they are written.
 *
 * @param packageName package of the record
 * @param recordName simple name of the record
 * @param parts its components
 */
record PayloadModel(String packageName, String recordName, List<Part> parts) {
    /** The annotation of a frame. */
    static final String PAYLOAD = "dev.sevsim.bus.frame.Payload";

    PayloadModel {
        parts = List.copyOf(parts);
    }

    /** Throws {@link StructFormatException} for a component that has no form in a payload. */
    static PayloadModel read(TypeElement type, Elements elements) {
        return new PayloadModel(
                elements.getPackageOf(type).getQualifiedName().toString(),
                type.getSimpleName().toString(),
                parts(type));
    }

    private static List<Part> parts(TypeElement type) {
        List<Part> parts = new ArrayList<>();
        for (RecordComponentElement component : type.getRecordComponents()) {
            parts.add(part(component));
        }
        return parts;
    }

    private static Part part(RecordComponentElement component) {
        String name = component.getSimpleName().toString();
        TypeMirror type = component.asType();
        String text = type.toString();
        if (type.getKind() == TypeKind.INT) {
            return new Part(name, text, Part.Kind.INT, List.of());
        }
        if (type.getKind() == TypeKind.LONG) {
            return new Part(name, text, Part.Kind.LONG, List.of());
        }
        if (text.equals("dev.sevsim.abi.Bytes")) {
            return new Part(name, text, Part.Kind.BYTES, List.of());
        }
        if (text.equals("java.lang.String")) {
            return new Part(name, text, Part.Kind.TEXT, List.of());
        }
        Element declared = type instanceof DeclaredType reference ? reference.asElement() : component;
        if (declared.getKind() == ElementKind.ENUM) {
            return new Part(name, text, Part.Kind.CODE, List.of());
        }
        if (declared.getKind() == ElementKind.RECORD && declared instanceof TypeElement record) {
            return new Part(name, text, Part.Kind.GROUP, parts(record));
        }
        throw new StructFormatException(
                name + ": type " + text + ", expected int, long, Bytes, String, an enumeration or a record");
    }
}
