package dev.sevsim.abi.layout;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where a component of a {@link Struct} record lies. */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.CLASS)
public @interface Wire {
    /** Bytes from the start of the structure. */
    int at();

    /**
     * Bytes: 1, 2 or 4 (the default) for an {@code int}, 4 or 8 (the default) for a {@code long}, both unsigned; any
     * number for {@code Bytes}. A nested structure has its own size.
     */
    int size() default 0;

    /** The specification's name; by default the component's. */
    String name() default "";

    /** Who fills the field in; by default the direction of the structure. */
    Direction[] direction() default {};
}
