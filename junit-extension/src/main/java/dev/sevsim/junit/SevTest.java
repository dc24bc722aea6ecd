package dev.sevsim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class or method its {@link SevSimulator}: each parameter of that type is a simulator of its own, with the seed of
 * the test.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SevSimulatorExtension.class)
public @interface SevTest {
    /** Seed of all machines; 0 for a fresh one, which the report entry {@code sevsim seed} of a failed test has. */
    long seed() default 0;
}
