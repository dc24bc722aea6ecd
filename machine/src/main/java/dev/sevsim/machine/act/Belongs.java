package dev.sevsim.machine.act;

import dev.sevsim.machine.act.Point.Side;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Points at which an act can be done; without this at every point. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Belongs {
    /** Sides of the event. */
    Side[] sides() default {Side.BEFORE, Side.AFTER};

    /** Kinds of events; empty for all. */
    EventKind[] to() default {};

    /** Kinds of events that are left out. */
    EventKind[] except() default {};
}
