package dev.sevsim.junit;

import dev.sevsim.machine.Seed;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives tests their {@link SevSimulator} and reports the seed of a test that failed. */
public final class SevSimulatorExtension implements ParameterResolver, TestExecutionExceptionHandler, TestWatcher {
    /** Key of the report entry that has the seed of a failed test. */
    static final String REPORT_KEY = "sevsim seed";

    private static final Namespace NAMESPACE = Namespace.create(SevSimulatorExtension.class);
    private static final String SEED = "seed";

    /** For JUnit, which creates it for {@link SevTest}. */
    public SevSimulatorExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SevSimulator.class;
    }

    @Override
    public SevSimulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        long seed = store.getOrComputeIfAbsent(SEED, key -> seed(context), Long.class);
        SevSimulator simulator = new SevSimulator(seed);
        store.put(simulator, new Closing(simulator));
        return simulator;
    }

    /** Puts the seed below the failure, where a build prints it: report entries are in no report of Surefire. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Long seed = context.getStore(NAMESPACE).get(SEED, Long.class);
        if (seed != null) {
            failure.addSuppressed(new SeedOfTest(seed));
        }
        throw failure;
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        Long seed = context.getStore(NAMESPACE).get(SEED, Long.class);
        if (seed != null) {
            context.publishReportEntry(REPORT_KEY, Long.toString(seed));
            System.err.println(context.getDisplayName() + " failed with " + SeedOfTest.message(seed));
        }
    }

    /** The seed of the annotation on the method, else on the class; without one a fresh seed. */
    private static long seed(ExtensionContext context) {
        Optional<SevTest> onMethod = AnnotationSupport.findAnnotation(context.getElement(), SevTest.class);
        long named = onMethod.or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), SevTest.class))
                .map(SevTest::seed)
                .orElse(0L);
        return named != 0 ? named : Seed.fresh();
    }

    /** Closed by JUnit at the end of the test: before 5.13 for its own type, later for that of the JDK. */
    private record Closing(SevSimulator simulator) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            simulator.close();
        }
    }
}
