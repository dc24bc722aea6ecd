package dev.sevsim.codegen;

import java.util.stream.Collectors;

/** The Java sources of a structure: its codec, and the interface that gives the record its members. */
@SuppressWarnings("InlineFormatString") // a template is longer than a method should be
record StructSource(StructModel model) {
    private static final String CODEC = """
        package %s;

        import dev.sevsim.abi.Bytes;
        import dev.sevsim.abi.layout.Direction;
        import dev.sevsim.abi.layout.StructCodec;
        import dev.sevsim.abi.layout.StructLayout;
        import java.nio.ByteBuffer;
        import java.nio.ByteOrder;

        /** Generated from {@link %s}. */
        final class %s implements StructCodec<%2$s> {
            static final StructLayout LAYOUT = describe();

            @Override
            public StructLayout layout() {
                return LAYOUT;
            }

            @Override
            public %2$s decode(Bytes raw) {
                return read(raw, LAYOUT.view(raw)%s, 0);
            }

            @Override
            public Bytes encode(%2$s value) {
                byte[] raw = new byte[0x%x];
                write(value, raw, ByteBuffer.wrap(raw).order(ByteOrder.%s), 0);
                return Bytes.copyOf(raw);
            }

            static %2$s read(Bytes raw, ByteBuffer b, int start) {
                return new %2$s(
        %s);
            }

            static void write(%2$s value, byte[] raw, ByteBuffer b, int start) {
        %s
            }

            private static StructLayout describe() {
                StructLayout layout = new StructLayout("%s");
        %s
                return layout.ofSize(0x%5$x);
            }
        }
        """;

    private static final String INTERFACE = """
        package %s;

        import dev.sevsim.abi.Bytes;
        import dev.sevsim.abi.layout.StructCodec;
        import dev.sevsim.abi.layout.StructLayout;

        /** The generated members of {@link %s}. */
        interface %s {
            /** Bytes. */
            int SIZE = 0x%x;

            /** Its fields. */
            StructLayout LAYOUT = %s.LAYOUT;

            /** Reads and writes it. */
            StructCodec<%2$s> CODEC = new %5$s();

            /** Its {@link #SIZE} bytes; reserved ones are zero. */
            default Bytes encode() {
                return CODEC.encode((%2$s) this);
            }
        }
        """;

    /** Simple name of the codec. */
    String codecName() {
        return model.recordName() + "Codec";
    }

    /** Simple name of the interface that the record inherits its members from. */
    String interfaceName() {
        return model.recordName() + "Wire";
    }

    /** The compilation unit of the interface. */
    String interfaceText() {
        return INTERFACE.formatted(model.packageName(), model.recordName(), interfaceName(), model.size(), codecName());
    }

    /** The compilation unit of the codec. */
    String codecText() {
        return CODEC.formatted(
                model.packageName(),
                model.recordName(),
                codecName(),
                model.bigEndian() ? ".order(ByteOrder.BIG_ENDIAN)" : "",
                model.size(),
                model.bigEndian() ? "BIG_ENDIAN" : "LITTLE_ENDIAN",
                model.components().stream().map(StructSource::read).collect(Collectors.joining(",\n")),
                model.slots().stream()
                        .filter(slot -> !slot.isZero())
                        .map(StructSource::write)
                        .collect(Collectors.joining("\n")),
                model.structName(),
                model.byOffset().stream().map(StructSource::declare).collect(Collectors.joining("\n")));
    }

    private static String read(Slot slot) {
        String at = at(slot);
        String text = switch (slot.content()) {
            case INT -> readInt(slot.size(), at);
            case LONG -> slot.size() == 8 ? "b.getLong(" + at + ")" : "Integer.toUnsignedLong(b.getInt(" + at + "))";
            case BYTES -> "raw.slice(" + at + ", " + at + " + 0x" + Integer.toHexString(slot.size()) + ")";
            case NESTED -> slot.nestedType() + "Codec.read(raw, b, " + at + ")";
            case CONSTANT, RESERVED -> throw new IllegalArgumentException(slot + " is not read");
        };
        return "                " + text;
    }

    private static String readInt(int size, String at) {
        return switch (size) {
            case 1 -> "b.get(" + at + ") & 0xFF";
            case 2 -> "b.getShort(" + at + ") & 0xFFFF";
            default -> "b.getInt(" + at + ")";
        };
    }

    private static String write(Slot slot) {
        String at = at(slot);
        String value = "value." + slot.component() + "()";
        String text = switch (slot.content()) {
            case INT -> writeNumber(slot.size(), at, value);
            case LONG -> writeNumber(slot.size(), at, slot.size() == 4 ? "(int) " + value : value);
            case CONSTANT -> writeNumber(slot.size(), at, slot.expression());
            case BYTES ->
                "StructLayout.place(%s, raw, %s, 0x%x, \"%s\");".formatted(value, at, slot.size(), slot.name());
            case NESTED -> slot.nestedType() + "Codec.write(" + value + ", raw, b, " + at + ");";
            case RESERVED -> throw new IllegalArgumentException(slot + " is not written");
        };
        return "        " + text;
    }

    private static String writeNumber(int size, String at, String value) {
        return switch (size) {
            case 1 -> "b.put(" + at + ", (byte) " + value + ");";
            case 2 -> "b.putShort(" + at + ", (short) " + value + ");";
            case 4 -> "b.putInt(" + at + ", " + value + ");";
            default -> "b.putLong(" + at + ", " + value + ");";
        };
    }

    private static String declare(Slot slot) {
        String at = "0x" + Integer.toHexString(slot.at());
        String named = "\"" + slot.name() + "\", Direction." + slot.direction() + ");";
        String text = switch (slot.content()) {
            case RESERVED -> "reserved(" + at + ", 0x" + Integer.toHexString(slot.size()) + ");";
            case INT, LONG -> "u" + slot.size() * 8 + "(" + at + ", " + named;
            case BYTES, NESTED, CONSTANT -> "bytes(" + at + ", 0x" + Integer.toHexString(slot.size()) + ", " + named;
        };
        return "        layout." + text;
    }

    private static String at(Slot slot) {
        return slot.at() == 0 ? "start" : "start + 0x" + Integer.toHexString(slot.at());
    }
}
