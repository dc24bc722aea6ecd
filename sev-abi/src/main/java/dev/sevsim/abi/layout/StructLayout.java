package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one packed little-endian structure, in specification order.
 *
 * <p>A field that does not start where the previous one ended, or a total that differs from the specified size, throws
 * when the class that declares the layout is loaded. The same layout feeds encoding, decoding and the labels of dumps.
 */
public final class StructLayout {
    private static final String UNNAMED = "unnamed";

    private final String name;
    private final Gaps gaps;
    private final List<Field> fields = new ArrayList<>();
    private int end;
    private boolean sealed;

    /** Starts a layout without gaps; {@code name} is the specification's name of the structure. */
    public StructLayout(String name) {
        this(name, Gaps.REFUSED);
    }

    private StructLayout(String name, Gaps gaps) {
        this.name = name;
        this.gaps = gaps;
    }

    /** Starts a layout of which only some fields have names here; the bytes between them become fields "unnamed". */
    public static StructLayout sparse(String name) {
        return new StructLayout(name, Gaps.UNNAMED);
    }

    public Field u8(int offset, String fieldName, Direction direction) {
        return add(offset, 1, fieldName, direction, false);
    }

    public Field u16(int offset, String fieldName, Direction direction) {
        return add(offset, 2, fieldName, direction, false);
    }

    public Field u32(int offset, String fieldName, Direction direction) {
        return add(offset, 4, fieldName, direction, false);
    }

    public Field u64(int offset, String fieldName, Direction direction) {
        return add(offset, 8, fieldName, direction, false);
    }

    public Field bytes(int offset, int width, String fieldName, Direction direction) {
        return add(offset, width, fieldName, direction, false);
    }

    /** Bytes that the specification reserves; {@link #firstNonZeroReserved} checks them. */
    public void reserved(int offset, int width) {
        Field unused = add(offset, width, "reserved", Direction.IN, true);
        assert unused.reserved();
    }

    /** Ends the layout; throws when the fields do not add up to {@code size} bytes. */
    public StructLayout ofSize(int size) {
        fillUpTo(size);
        if (end != size) {
            throw new IllegalStateException(name + ": fields end at 0x" + Integer.toHexString(end)
                    + ", specified size is 0x" + Integer.toHexString(size));
        }
        sealed = true;
        return this;
    }

    public String name() {
        return name;
    }

    /** Bytes. */
    public int size() {
        return end;
    }

    public List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }

    /** The field of this name; throws {@link IllegalArgumentException} when there is none. */
    public Field field(String fieldName) {
        return fields.stream()
                .filter(field -> field.name().equals(fieldName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no field " + fieldName));
    }

    /** A little-endian view of exactly one structure. */
    public ByteBuffer view(byte[] raw) {
        if (raw.length != end) {
            throw new IllegalArgumentException(name + ": " + raw.length + " bytes, expected " + end);
        }
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A read-only little-endian view of exactly one structure. */
    public ByteBuffer view(Bytes raw) {
        if (raw.length() != end) {
            throw new IllegalArgumentException(name + ": " + raw.length() + " bytes, expected " + end);
        }
        return raw.asLittleEndian();
    }

    /** A zeroed buffer of one structure, to be filled by the fields and read by {@link #finish}. */
    public ByteBuffer allocate() {
        return ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The whole content of a buffer from {@link #allocate}. */
    public Bytes finish(ByteBuffer filled) {
        byte[] raw = new byte[end];
        filled.get(0, raw);
        return Bytes.copyOf(raw);
    }

    /** The first reserved field with a byte that is not zero; answers, does not refuse. */
    public Optional<Field> firstNonZeroReserved(Bytes raw) {
        return fields.stream()
                .filter(Field::reserved)
                .filter(f -> !raw.slice(f.offset(), f.offset() + f.width()).isAllZero())
                .findFirst();
    }

    /** Copies a value of exactly {@code width} bytes to {@code target}; for generated codecs. */
    public static void place(Bytes value, byte[] target, int at, int width, String fieldName) {
        if (value.length() != width) {
            throw new IllegalArgumentException(fieldName + ": " + value.length() + " bytes, expected " + width);
        }
        value.copyTo(target, at);
    }

    private void fillUpTo(int offset) {
        if (gaps == Gaps.UNNAMED && offset > end) {
            fields.add(new Field(UNNAMED, end, offset - end, Direction.IN, false));
            end = offset;
        }
    }

    private Field add(int offset, int width, String fieldName, Direction direction, boolean reserved) {
        if (sealed) {
            throw new IllegalStateException(name + ": layout is finished, cannot add " + fieldName);
        }
        fillUpTo(offset);
        if (offset != end) {
            throw new IllegalStateException(name + "." + fieldName + ": offset 0x" + Integer.toHexString(offset)
                    + ", previous field ends at 0x" + Integer.toHexString(end));
        }
        Field field = new Field(fieldName, offset, width, direction, reserved);
        fields.add(field);
        end += width;
        return field;
    }

    /** What becomes of bytes between two fields. */
    private enum Gaps {
        REFUSED,
        UNNAMED
    }
}
