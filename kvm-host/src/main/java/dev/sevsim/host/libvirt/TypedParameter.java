package dev.sevsim.host.libvirt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A typed parameter of libvirt.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 *
 * @param name name
 * @param type type of the value
 * @param number its value, for a number; 0 for a text
 * @param text its value, for a text; empty for a number
 */
record TypedParameter(String name, Type type, long number, String text) {
    private static final int MOST = 64;

    /** Form of a value. */
    enum Type {
        INT(1),
        UINT(2),
        LLONG(3),
        ULLONG(4),
        DOUBLE(5),
        BOOLEAN(6),
        STRING(7);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new XdrException("a parameter of type " + Integer.toUnsignedString(code));
        }

        private boolean isLong() {
            return this == LLONG || this == ULLONG || this == DOUBLE;
        }
    }

    static TypedParameter ofText(String name, String text) {
        return new TypedParameter(name, Type.STRING, 0, text);
    }

    static TypedParameter ofUnsigned(String name, int value) {
        return new TypedParameter(name, Type.UINT, Integer.toUnsignedLong(value), "");
    }

    static List<TypedParameter> readList(XdrReader in) {
        int count = in.u32();
        if (count < 0 || count > MOST) {
            throw new XdrException(Integer.toUnsignedString(count) + " parameters");
        }
        List<TypedParameter> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            TypedParameter parameter = read(in);
            if (!names.add(parameter.name())) {
                throw new XdrException("parameter " + parameter.name() + " twice");
            }
            list.add(parameter);
        }
        return list;
    }

    private static TypedParameter read(XdrReader in) {
        String name = in.string();
        Type type = Type.of(in.u32());
        if (type == Type.STRING) {
            return new TypedParameter(name, type, 0, in.string());
        }
        return new TypedParameter(name, type, type.isLong() ? in.u64() : Integer.toUnsignedLong(in.u32()), "");
    }

    static XdrWriter writeList(XdrWriter out, List<TypedParameter> list) {
        out.u32(list.size());
        list.forEach(parameter -> parameter.write(out));
        return out;
    }

    private void write(XdrWriter out) {
        out.string(name).u32(type.code);
        if (type == Type.STRING) {
            out.string(text);
        } else if (type.isLong()) {
            out.u64(number);
        } else {
            out.u32((int) number);
        }
    }

    @Override
    public String toString() {
        return "TypedParameter[" + name + "]";
    }
}
