package dev.sevsim.junit;

import dev.sevsim.machine.Seed;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.Scenarios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes a test of each scenario that {@link ScenarioTest} names. */
public final class ScenarioTestExtension implements TestTemplateInvocationContextProvider {
    private static final String CATALOGUE = "catalogue";
    private static final String OF_CATALOGUE = CATALOGUE + ":";

    /** For JUnit, which creates it for {@link ScenarioTest}. */
    public ScenarioTestExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), ScenarioTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        ScenarioTest test = AnnotationSupport.findAnnotation(context.getElement(), ScenarioTest.class)
                .orElseThrow();
        Class<?> type = context.getRequiredTestClass();
        long seed = test.seed() != 0
                ? test.seed()
                : context.getConfigurationParameter(BuildTool.SEED_PROPERTY)
                        .map(Seed::parse)
                        .orElseGet(Seed::fresh);
        Path traces = BuildTool.of(Path.of("")).traces().resolve(BuildTool.fileName(type));
        return Arrays.stream(test.value())
                .flatMap(place -> scenarios(place, type.getClassLoader()).stream())
                .map(scenario -> new Invocation(new OneScenario(scenario, seed, traces)));
    }

    private static List<Scenario> scenarios(String place, ClassLoader loader) {
        if (place.equals(CATALOGUE)) {
            return Scenarios.catalogue();
        }
        return place.startsWith(OF_CATALOGUE)
                ? Scenarios.catalogue(place.substring(OF_CATALOGUE.length()))
                : ResourcePath.use(place, loader, Scenarios::read);
    }

    /** One scenario of the method. */
    private record Invocation(OneScenario one) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return one.scenario.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(one);
        }
    }

    /** Runs the scenario before the method, and fails the test after it. */
    private static final class OneScenario
            implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {
        private final Scenario scenario;
        private final long seed;
        private final Path traces;
        private @Nullable ScenarioResult result;

        OneScenario(Scenario scenario, long seed, Path traces) {
            this.scenario = scenario;
            this.seed = seed;
            this.traces = traces;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == Scenario.class || type == ScenarioResult.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Scenario.class ? scenario : result();
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            var unused = result();
        }

        @Override
        public void afterTestExecution(ExtensionContext context) {
            if (context.getExecutionException().isEmpty() && !result().passed()) {
                throw new AssertionError(result().describe());
            }
        }

        /** Runs the scenario at the first call: a parameter may need it before the method does. */
        private ScenarioResult result() {
            ScenarioResult made = result;
            if (made == null) {
                ScenarioRunner runner = new ScenarioRunner(seed);
                made = runner.run(scenario);
                made = made.passed() ? made : traced(runner);
                result = made;
            }
            return made;
        }

        /** The seed repeats the run, so that only a run that fails costs a trace. */
        private ScenarioResult traced(ScenarioRunner runner) {
            try {
                Files.createDirectories(traces);
            } catch (IOException e) {
                throw new UncheckedIOException("directory " + traces + " for traces cannot be made", e);
            }
            return runner.keepingTraces(traces).run(scenario);
        }
    }
}
