package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Vectors;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Vmsa;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The structures with a layout, each with one worked instance.
 *
 * <p>Most are rows of {@code vectors/layout/structures.txt}, whose first lines give the origin; the bytes of the two
 * large ones follow the same rule.
 */
final class StructTable {
    private static final String FILE = "layout/structures.txt";

    private StructTable() {}

    /** One structure and its worked instance. */
    record Struct<T>(
            StructLayout layout,
            int specifiedSize,
            Function<Bytes, T> decode,
            Function<T, Bytes> encode,
            T instance,
            Bytes wire) {
        Bytes reencode(Bytes raw) {
            return encode.apply(decode.apply(raw));
        }

        Bytes encodeInstance() {
            return encode.apply(instance);
        }

        @Override
        public String toString() {
            return layout.name();
        }
    }

    static Stream<Struct<?>> all() {
        Stream<Struct<?>> rows = Vectors.read(FILE)
                .toUtf8()
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(StructTable::row);
        return Stream.concat(Stream.of(certificate(), saveArea()), rows);
    }

    private static Struct<?> row(String line) {
        String[] cells = line.split(" \\| ", -1);
        try {
            return row(Class.forName("dev.sevsim.abi." + cells[0]), cells);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("row of " + cells[0], e);
        }
    }

    private static <T> Struct<T> row(Class<T> type, String[] cells) throws ReflectiveOperationException {
        Field constant = type.getField("CODEC");
        constant.setAccessible(true); // declared by an interface that is not public
        @SuppressWarnings("unchecked") // the codec of the record has its type
        StructCodec<T> codec = (StructCodec<T>) constant.get(null);

        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<T> constructor = type.getDeclaredConstructor(types);
        String[] texts = cells[2].split(" ", -1);
        Object[] values = new Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(types[i], texts[i]);
        }
        T instance = constructor.newInstance(values);
        int size = Integer.decode(cells[1]);
        return new Struct<>(codec.layout(), size, codec::decode, codec::encode, instance, Bytes.fromHex(cells[3]));
    }

    private static Object value(Class<?> type, String text) {
        if (type == Bytes.class) {
            return Bytes.fromHex(text);
        }
        long number = Long.parseUnsignedLong(text.substring(2), 16);
        return type == int.class ? (Object) (int) number : (Object) number;
    }

    private static Struct<Vmsa> saveArea() {
        Bytes wire = pattern(0x1000);
        return new Struct<>(Vmsa.LAYOUT, 0x1000, Vmsa::decode, Vmsa::encode, new Vmsa(wire), wire);
    }

    private static Struct<SevCertificate> certificate() {
        byte[] raw = pattern(0x824).toArray();
        raw[6] = 0;
        raw[7] = 0;
        Bytes wire = Bytes.copyOf(raw);
        SevCertificate instance = new SevCertificate(
                0x84838281,
                0x85,
                0x86,
                0x8c8b8a89,
                0x908f8e8d,
                wire.slice(0x10, 0x414),
                0x98979695,
                0x9c9b9a99,
                wire.slice(0x41C, 0x61C),
                0xa09f9e9d,
                0xa4a3a2a1,
                wire.slice(0x624, 0x824));
        StructCodec<SevCertificate> codec = SevCertificate.CODEC;
        return new Struct<>(SevCertificate.LAYOUT, 0x824, codec::decode, codec::encode, instance, wire);
    }

    private static Bytes pattern(int size) {
        byte[] raw = new byte[size];
        for (int i = 0; i < size; i++) {
            raw[i] = (byte) (0x81 + i);
        }
        return Bytes.copyOf(raw);
    }
}
