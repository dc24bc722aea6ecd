package dev.sevsim.junit;

import dev.sevsim.machine.Seed;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives tests their {@link SevSimulator} and reports the seed of a test that failed. */
public final class SevSimulatorExtension implements ParameterResolver, TestWatcher {
    private static final Namespace NAMESPACE = Namespace.create(SevSimulatorExtension.class);
    private static final String SEED = "seed";

    /** Made by JUnit. */
    public SevSimulatorExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SevSimulator.class;
    }

    @Override
    public SevSimulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        long asked = annotation(context).map(SevTest::seed).orElse(0L);
        long seed = asked != 0 ? asked : Seed.fresh();
        context.getStore(NAMESPACE).put(SEED, seed);
        SevSimulator simulator = new SevSimulator(seed);
        context.getStore(NAMESPACE).put(simulator, new Guests(simulator));
        return simulator;
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        Long seed = context.getStore(NAMESPACE).get(SEED, Long.class);
        if (seed != null) {
            context.publishReportEntry("sevsim seed", Long.toString(seed));
        }
    }

    /** JUnit closes it when the test is over. */
    private record Guests(SevSimulator simulator) implements AutoCloseable {
        @Override
        public void close() {
            simulator.close();
        }
    }

    private static Optional<SevTest> annotation(ExtensionContext context) {
        Optional<SevTest> onMethod = AnnotationSupport.findAnnotation(context.getElement(), SevTest.class);
        return onMethod.isPresent()
                ? onMethod
                : AnnotationSupport.findAnnotation(context.getRequiredTestClass(), SevTest.class);
    }
}
