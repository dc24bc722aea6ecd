package dev.sevsim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class or method its machines: parameters {@link SevSimulator}, {@link Platform}, {@link HostileHost}, {@link GuestOwner} and
 * {@link Trace}, each with the seed of the test. A class has this or a field with a {@link SevSimulatorExtension}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SevSimulatorExtension.class)
public @interface SevTest {
    /** Seed of all machines; 0 for that of the property {@code sevsim.seed}, or a fresh one, which a failed test shows. */
    long seed() default 0;
}
