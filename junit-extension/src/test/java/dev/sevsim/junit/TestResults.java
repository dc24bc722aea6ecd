package dev.sevsim.junit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Results and report entries of one run of a class, by the names of its tests without parameters. */
final class TestResults implements TestExecutionListener {
    private final Map<String, TestExecutionResult> ends = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Map<String, String> reportedSeeds = new ConcurrentHashMap<>();

    private TestResults() {}

    static TestResults of(Class<?> type) {
        return of(type, Map.of());
    }

    /** Runs a class with configuration parameters of JUnit. */
    static TestResults of(Class<?> type, Map<String, String> parameters) {
        TestResults results = new TestResults();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(type))
                                .configurationParameters(parameters)
                                .build(),
                        results);
        return results;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable().ifPresent(failures::add);
        if (test.isTest()) {
            ends.put(method(test), result);
        }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        String seed = entry.getKeyValuePairs().get("sevsim seed");
        if (seed != null) {
            reportedSeeds.put(method(test), seed);
        }
    }

    Map<String, String> reportedSeeds() {
        return reportedSeeds;
    }

    /** Names of the tests that have run. */
    List<String> tests() {
        return ends.keySet().stream().sorted().toList();
    }

    /** Failures of tests and of what contains them. */
    List<Throwable> failures() {
        return failures;
    }

    Throwable failure(String method) {
        return result(method).getThrowable().orElseThrow();
    }

    /** What is below the failure of a test. */
    String explanation(String method) {
        return Arrays.stream(failure(method).getSuppressed())
                .map(Throwable::getMessage)
                .findFirst()
                .orElse("");
    }

    Status status(String method) {
        return result(method).getStatus();
    }

    private TestExecutionResult result(String method) {
        return Objects.requireNonNull(ends.get(method), method);
    }

    private static String method(TestIdentifier test) {
        return test.getDisplayName().replaceFirst("\\(.*", "");
    }
}
