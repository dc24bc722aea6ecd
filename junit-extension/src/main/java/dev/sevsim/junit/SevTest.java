package dev.sevsim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Put on a test class or method: its parameters of type {@link SevSimulator} are simulators of its own. */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SevSimulatorExtension.class)
public @interface SevTest {
    /** Repeats the run with this seed; 0 draws a fresh one, which a failing test reports. */
    long seed() default 0;
}
