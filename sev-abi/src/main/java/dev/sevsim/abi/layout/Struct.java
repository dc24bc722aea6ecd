package dev.sevsim.abi.layout;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that describes a packed structure; each component has a {@link Wire} annotation.
 *
 * <p>The compiler writes two types beside a record {@code X}. {@code XCodec} is its {@link StructCodec}. {@code XWire},
 * which the record implements, gives it the public members {@code SIZE} (bytes), {@code LAYOUT}, {@code CODEC} and
 * {@code encode()}. A description whose fields leave a gap, overlap or do not add up to the size does not compile.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Struct {
    /** The specification's name; by default the record's. */
    String name() default "";

    /** Bytes. */
    int size();

    /** Byte order of all numbers; almost everything is little-endian. */
    boolean bigEndian() default false;

    /** Who fills a field in that does not state it itself. */
    Direction direction() default Direction.IN;

    /** Bytes that the specification reserves, written as zero. */
    Reserved[] reserved() default {};

    /** Fields that always have one value; ignored when read. */
    Constant[] constants() default {};

    /** A range of reserved bytes. */
    @Target({})
    @interface Reserved {
        /** Bytes from the start of the structure. */
        int at();

        /** Bytes. */
        int size();
    }

    /** A field with one value. */
    @Target({})
    @interface Constant {
        /** Bytes from the start of the structure. */
        int at();

        /** Bytes: 1, 2 or 4; any number for the value 0. */
        int size();

        /** The specification's name. */
        String name();

        /** What is written. */
        int value();
    }
}
