package dev.sevsim.junit;

import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs each scenario of files and folders as a test of its own. The method may be empty; it runs when the scenario has ended, may take the
 * {@link Scenario} and the {@link ScenarioResult} as parameters, and the test fails afterwards when an expectation of the scenario does not
 * hold.
 *
 * <pre>{@code
 * @ScenarioTest("classpath:scenarios")
 * void scenarios() {}
 * }</pre>
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioTestExtension.class)
public @interface ScenarioTest {
    /**
     * Files and folders: {@code classpath:} with the name of a resource, or paths; {@code catalogue} and {@code catalogue:NAME} are
     * scenarios that come with sevsim, where NAME may be a pattern with {@code *} and {@code ?}.
     */
    String[] value();

    /** Seed of scenarios that name none; 0 for that of the property {@code sevsim.seed}, or a fresh one, which a failed test shows. */
    long seed() default 0;
}
