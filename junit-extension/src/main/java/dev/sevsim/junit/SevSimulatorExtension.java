package dev.sevsim.junit;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.machine.Seed;
import dev.sevsim.scenario.LaunchResult;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests their machines: by {@link SevTest}, or as a field with settings.
 *
 * <pre>{@code
 * @RegisterExtension
 * final SevSimulatorExtension sev = SevSimulatorExtension.builder()
 *         .seed(7)
 *         .generation(ChipGeneration.GENOA)
 *         .build();
 *
 * @Test
 * void refusesAnotherCommandLine(HostileHost host) {
 *     LaunchResult launch = sev.launch(l -> l.expectAppend("console=ttyS0"));
 * }
 * }</pre>
 *
 * <p>Parameters of tests, constructors and methods around tests may be {@link SevSimulator}, {@link Platform}, {@link HostileHost}, {@link
 * GuestOwner} and {@link Trace}. Tests may run at the same time: each has a state of its own, and the methods of a field belong to the test
 * of the thread that calls them. A failed test has its seed, the command that repeats it, its traces and the first refusal below its
 * failure.
 */
public final class SevSimulatorExtension
        implements ParameterResolver,
                TestInstancePostProcessor,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                TestWatcher {
    /** Key of the report entry that has the seed of a failed test. */
    static final String REPORT_KEY = "sevsim seed";

    private static final Map<Class<?>, Function<TestRun, Object>> PARAMETERS = Map.of(
            SevSimulator.class, SevSimulator::new,
            Platform.class, SevSimulatorExtension::platform,
            HostileHost.class, HostileHost::new,
            GuestOwner.class, GuestOwner::new,
            Trace.class, run -> new Trace(run::records));

    private final Settings settings;
    private final Map<Thread, Supplier<TestRun>> current = new ConcurrentHashMap<>();

    /** For JUnit, which creates it for {@link SevTest}. */
    public SevSimulatorExtension() {
        this(Settings.DEFAULT);
    }

    private SevSimulatorExtension(Settings settings) {
        this.settings = settings;
    }

    /** Starts from the settings of {@link SevTest}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The simulator of the test that runs on this thread.
     *
     * @throws IllegalStateException on a thread without a test
     */
    public SevSimulator simulator() {
        return new SevSimulator(run());
    }

    /**
     * The hostile host of the test that runs on this thread.
     *
     * @throws IllegalStateException on a thread without a test
     */
    public HostileHost host() {
        return new HostileHost(run());
    }

    /**
     * The owner of the test that runs on this thread.
     *
     * @throws IllegalStateException on a thread without a test
     */
    public GuestOwner owner() {
        return new GuestOwner(run());
    }

    /**
     * The platform of the test that runs on this thread, which its machines share from now on.
     *
     * @throws IllegalStateException on a thread without a test
     */
    public Platform platform() {
        return platform(run());
    }

    /**
     * The trace of the test that runs on this thread.
     *
     * @throws IllegalStateException on a thread without a test
     */
    public Trace trace() {
        return new Trace(run()::records);
    }

    /** As {@link SevSimulator#launch(Consumer)}. */
    public LaunchResult launch(Consumer<MachineSpec.Builder> options) {
        return simulator().launch(options);
    }

    /** As {@link SevSimulator#start(Consumer)}. */
    public RunningGuest start(Consumer<MachineSpec.Builder> options) {
        return simulator().start(options);
    }

    private static Platform platform(TestRun run) {
        run.keepPlatform();
        return new Platform(run);
    }

    private TestRun run() {
        Supplier<TestRun> run = current.get(Thread.currentThread());
        if (run == null) {
            throw new IllegalStateException("no test runs on this thread, take a SevSimulator as a parameter");
        }
        return run.get();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        boolean ofConstructor = parameter.getDeclaringExecutable() instanceof Constructor<?>;
        TestRun run = ofConstructor
                ? TestRuns.ofConstructor(context, () -> newRun(context))
                : TestRuns.of(context, () -> newRun(context));
        Function<TestRun, Object> maker =
                PARAMETERS.getOrDefault(parameter.getParameter().getType(), SevSimulator::new);
        return maker.apply(run);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        TestRuns.adopt(instance, context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current.put(Thread.currentThread(), () -> TestRuns.of(context, () -> newRun(context)));
    }

    /** Fails a test that has passed although something happened that it did not expect. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        Optional<TestRun> run = TestRuns.existing(context);
        if (run.isEmpty() || context.getExecutionException().isPresent()) {
            return;
        }
        List<String> problems = run.get().problems();
        if (!problems.isEmpty()) {
            AssertionError failure = new AssertionError(String.join("\n", problems));
            failure.addSuppressed(new FailedRun(describe(run.get(), context)));
            throw failure;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        current.remove(Thread.currentThread());
        TestRuns.end(context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    /** Prints what is below the failure once more: report entries and suppressed exceptions are in few reports. */
    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        Optional<Throwable> explanation = Arrays.stream(cause.getSuppressed())
                .filter(FailedRun.class::isInstance)
                .findFirst();
        explanation.ifPresent(told -> System.err.println(context.getDisplayName() + " failed\n" + told.getMessage()));
        explanation
                .map(Throwable::getMessage)
                .flatMap(SevSimulatorExtension::seedIn)
                .ifPresent(seed -> context.publishReportEntry(REPORT_KEY, seed));
    }

    private static Optional<String> seedIn(String message) {
        return message.lines()
                .filter(line -> line.startsWith(REPORT_KEY))
                .map(line -> line.substring(REPORT_KEY.length()).strip())
                .findFirst();
    }

    /** Puts what a reader needs below the failure, where a build prints it. */
    private Throwable explained(ExtensionContext context, Throwable failure) {
        if (!(failure instanceof TestAbortedException)) {
            TestRuns.existing(context).ifPresent(run -> failure.addSuppressed(new FailedRun(describe(run, context))));
        }
        return failure;
    }

    /** A test that is one of several invocations has its number in the names of its traces. */
    private String describe(TestRun run, ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        String method = context.getRequiredTestMethod().getName();
        String invocation = context.getUniqueId().replaceFirst(".*invocation:#(\\d+)]$", "-$1");
        String number = invocation.startsWith("-") ? invocation : "";
        return run.describe(
                BuildTool.fileName(type) + "." + method + number,
                BuildTool.of(Path.of(""))
                        .repeat(type, method, run.seed(), named(context).isPresent()));
    }

    /** A run with the seed that the sources name, else with that of JUnit's configuration, else with a fresh one. */
    private TestRun newRun(ExtensionContext context) {
        long seed = named(context)
                .orElseGet(() -> context.getConfigurationParameter(BuildTool.SEED_PROPERTY)
                        .map(SevSimulatorExtension::seed)
                        .orElseGet(Seed::fresh));
        return new TestRun(seed, settings);
    }

    private static long seed(String text) {
        try {
            return Seed.parse(text);
        } catch (InputException e) {
            throw new InputException(BuildTool.SEED_PROPERTY + " '" + text + "' is not a whole number", e);
        }
    }

    /** The seed of the annotation on the method, else on the class, else of the settings. */
    private Optional<Long> named(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), SevTest.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), SevTest.class))
                .map(SevTest::seed)
                .filter(seed -> seed != 0)
                .or(() -> settings.seed().isPresent()
                        ? Optional.of(settings.seed().getAsLong())
                        : Optional.empty());
    }

    /** Collects the settings. */
    public static final class Builder {
        private final List<Consumer<MachineSpec.Builder>> machine = new ArrayList<>();
        private OptionalLong seed = OptionalLong.empty();
        private @Nullable Path traces;
        private boolean errorsExpected;

        private Builder() {}

        /** Seed of all machines; without it a fresh one for each test, or that of the property {@code sevsim.seed}. */
        public Builder seed(long number) {
            seed = OptionalLong.of(number);
            return this;
        }

        /** Generation of all processors. */
        public Builder generation(ChipGeneration generation) {
            return machine(spec -> spec.generation(generation));
        }

        /** Changes the description of every machine before the test does. */
        public Builder machine(Consumer<MachineSpec.Builder> options) {
            machine.add(options);
            return this;
        }

        /** Directory for the traces of failed tests; without it {@code sevsim-traces} in the output of the build. */
        public Builder traces(Path directory) {
            traces = directory;
            return this;
        }

        /** Lets no error of the firmware fail a test. */
        public Builder expectFirmwareErrors() {
            errorsExpected = true;
            return this;
        }

        /** The extension, for a field with {@code @RegisterExtension}. */
        public SevSimulatorExtension build() {
            return new SevSimulatorExtension(
                    new Settings(seed, List.copyOf(machine), Optional.ofNullable(traces), errorsExpected));
        }
    }
}
