package dev.sevsim.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/** Reads the annotations of a record into a {@link StructModel}. */
record StructReader(Elements elements) {
    /** The annotation of a structure. */
    static final String STRUCT = "dev.sevsim.abi.layout.Struct";

    private static final String WIRE = "dev.sevsim.abi.layout.Wire";
    private static final String BYTES = "dev.sevsim.abi.Bytes";

    /** Throws {@link StructFormatException} for a description that contradicts itself. */
    StructModel read(TypeElement type) {
        Values struct = annotation(type, STRUCT)
                .orElseThrow(() -> new StructFormatException(type + " has no @Struct annotation"));
        String given = struct.text("name");
        String name = given.isEmpty() ? type.getSimpleName().toString() : given;
        String direction = struct.constant("direction");
        List<Slot> slots = new ArrayList<>();
        for (RecordComponentElement component : type.getRecordComponents()) {
            slots.add(component(component, direction));
        }
        for (Values constant : struct.nested("constants")) {
            slots.add(constant(constant, direction));
        }
        for (Values reserved : struct.nested("reserved")) {
            int at = reserved.number("at");
            slots.add(new Slot("reserved", at, reserved.number("size"), "IN", Slot.Content.RESERVED, ""));
        }
        String packageName = elements.getPackageOf(type).getQualifiedName().toString();
        String recordName = type.getSimpleName().toString();
        return new StructModel(packageName, recordName, name, struct.number("size"), struct.truth("bigEndian"), slots);
    }

    private Slot component(RecordComponentElement component, String structDirection) {
        String componentName = component.getSimpleName().toString();
        Values wire = annotation(component, WIRE)
                .orElseThrow(() -> new StructFormatException(componentName + " has no @Wire annotation"));
        String given = wire.text("name");
        String name = given.isEmpty() ? componentName : given;
        List<String> own = wire.constants("direction");
        String direction = own.isEmpty() ? structDirection : own.get(0);
        TypeMirror type = component.asType();
        int size = wire.number("size");
        int at = wire.number("at");
        if (type.getKind() == TypeKind.INT) {
            return new Slot(
                    name, at, width(name, size, 4, List.of(1, 2, 4)), direction, Slot.Content.INT, componentName);
        }
        if (type.getKind() == TypeKind.LONG) {
            return new Slot(name, at, width(name, size, 8, List.of(4, 8)), direction, Slot.Content.LONG, componentName);
        }
        if (type.toString().equals(BYTES)) {
            if (size <= 0) {
                throw new StructFormatException(name + ": bytes need a size");
            }
            return new Slot(name, at, size, direction, Slot.Content.BYTES, componentName);
        }
        return nested(name, at, direction, componentName, type);
    }

    private Slot nested(String name, int at, String direction, String componentName, TypeMirror type) {
        Optional<Values> struct =
                type instanceof DeclaredType declared ? annotation(declared.asElement(), STRUCT) : Optional.empty();
        int size = struct.orElseThrow(() -> new StructFormatException(
                        name + ": type " + type + ", expected int, long, Bytes or a record with @Struct"))
                .number("size");
        return new Slot(name, at, size, direction, Slot.Content.NESTED, type + ":" + componentName);
    }

    private static Slot constant(Values constant, String direction) {
        String name = constant.text("name");
        int size = constant.number("size");
        int value = constant.number("value");
        if (value != 0) {
            width(name, size, 0, List.of(1, 2, 4));
        }
        String text = "0x" + Integer.toHexString(value);
        return new Slot(name, constant.number("at"), size, direction, Slot.Content.CONSTANT, text);
    }

    private static int width(String name, int size, int natural, List<Integer> allowed) {
        int width = size == 0 ? natural : size;
        if (!allowed.contains(width)) {
            throw new StructFormatException(name + ": size " + width + ", expected one of " + allowed);
        }
        return width;
    }

    private Optional<Values> annotation(Element element, String annotationName) {
        for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
            if (mirror.getAnnotationType().toString().equals(annotationName)) {
                return Optional.of(new Values(elements, mirror));
            }
        }
        return Optional.empty();
    }

    /** The values of one annotation, defaults included. */
    private record Values(Elements elements, AnnotationMirror mirror) {
        int number(String name) {
            return (Integer) value(name);
        }

        boolean truth(String name) {
            return (Boolean) value(name);
        }

        String text(String name) {
            return (String) value(name);
        }

        /** The name of an enumeration constant. */
        String constant(String name) {
            return ((Element) value(name)).getSimpleName().toString();
        }

        List<String> constants(String name) {
            return list(name).stream()
                    .map(value -> ((Element) value.getValue()).getSimpleName().toString())
                    .toList();
        }

        List<Values> nested(String name) {
            return list(name).stream()
                    .map(value -> new Values(elements, (AnnotationMirror) value.getValue()))
                    .toList();
        }

        @SuppressWarnings("unchecked") // what the model gives for an array
        private List<? extends AnnotationValue> list(String name) {
            return (List<? extends AnnotationValue>) value(name);
        }

        private Object value(String name) {
            return elements.getElementValuesWithDefaults(mirror).entrySet().stream()
                    .filter(entry -> entry.getKey().getSimpleName().contentEquals(name))
                    .map(Map.Entry::getValue)
                    .map(AnnotationValue::getValue)
                    .findFirst()
                    .orElseThrow(() -> new StructFormatException("annotation value " + name + " is missing"));
        }
    }
}
