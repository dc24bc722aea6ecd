package dev.sevsim.machine.act;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes an act or one of its arguments for people: help, docs/acts.md. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
@interface Describe {
    /** Whole sentences for an act, a noun for an argument. */
    String value();
}
