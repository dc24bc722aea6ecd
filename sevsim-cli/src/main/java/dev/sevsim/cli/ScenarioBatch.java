package dev.sevsim.cli;

import dev.sevsim.cli.ScenarioOutcome.Kind;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputException;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs scenarios on several threads and hands out their outcomes in the order of the scenarios.
 *
 * <p>Each has a thread of its own beside the one that waits for it: one that exceeds the limit of real time is left alone, since nothing
 * can end a thread, and its place goes to the next scenario.
 */
final class ScenarioBatch {
    private final Function<Scenario, ScenarioResult> runner;
    private final int parallel;
    private final Duration limit;
    private final List<Future<ScenarioOutcome>> outcomes = new ArrayList<>();
    private boolean stopped;

    /**
     * A batch, for one use.
     *
     * @param runner runs one scenario, on any thread
     * @param parallel how many at once
     * @param limit real time that one may take
     */
    ScenarioBatch(Function<Scenario, ScenarioResult> runner, int parallel, Duration limit) {
        this.runner = runner;
        this.parallel = parallel;
        this.limit = limit;
    }

    /**
     * Runs scenarios.
     *
     * @param ended receives each outcome, in the order of the scenarios; false ends the batch: later scenarios count as not run
     */
    void run(List<Scenario> scenarios, Predicate<ScenarioOutcome> ended) {
        ExecutorService slots = Executors.newFixedThreadPool(parallel, task -> daemon(task, "sevsim-scenarios"));
        try {
            synchronized (this) {
                for (Scenario scenario : scenarios) {
                    outcomes.add(stopped ? cancelled() : slots.submit(() -> outcome(scenario)));
                }
            }
            boolean goOn = true;
            for (int i = 0; i < scenarios.size(); i++) {
                Scenario scenario = scenarios.get(i);
                ScenarioOutcome outcome = goOn ? await(scenario, outcomes.get(i)) : notRun(scenario);
                goOn &= ended.test(outcome);
                if (!goOn) {
                    stop();
                }
            }
        } finally {
            slots.shutdownNow();
        }
    }

    /** Ends the batch from another thread: scenarios that have not ended count as not run. */
    synchronized void stop() {
        stopped = true;
        outcomes.forEach(outcome -> outcome.cancel(true));
    }

    private static Future<ScenarioOutcome> cancelled() {
        FutureTask<ScenarioOutcome> none = new FutureTask<>(() -> {
            throw new CancellationException();
        });
        none.cancel(false);
        return none;
    }

    private static ScenarioOutcome await(Scenario scenario, Future<ScenarioOutcome> outcome) {
        try {
            return outcome.get();
        } catch (CancellationException e) {
            return notRun(scenario);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notRun(scenario);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static ScenarioOutcome notRun(Scenario scenario) {
        return ScenarioOutcome.without(scenario, Kind.NOT_RUN, "");
    }

    private ScenarioOutcome outcome(Scenario scenario) {
        FutureTask<ScenarioResult> run = new FutureTask<>(() -> runner.apply(scenario));
        daemon(run, "sevsim-scenario " + scenario.name()).start();
        try {
            return ScenarioOutcome.of(run.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            run.cancel(true);
            return ScenarioOutcome.without(
                    scenario,
                    Kind.NOT_ENDED,
                    "it did not end within " + limit.toSeconds() + (limit.toSeconds() == 1 ? " second" : " seconds")
                            + " of real time");
        } catch (InterruptedException e) {
            run.cancel(true);
            return notRun(scenario);
        } catch (ExecutionException e) {
            return broken(scenario, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private static ScenarioOutcome broken(Scenario scenario, Throwable problem) {
        String message = Objects.toString(problem.getMessage(), "");
        if (problem instanceof OutputException) {
            return ScenarioOutcome.without(scenario, Kind.OUTPUT, message);
        }
        if (problem instanceof InputException || problem instanceof OwnerInputException) {
            return ScenarioOutcome.without(scenario, Kind.INPUT, message);
        }
        return problem instanceof SimulatorException
                ? ScenarioOutcome.without(scenario, Kind.STOPPED, message)
                : ScenarioOutcome.without(scenario, Kind.INTERNAL, "internal error, please report it: " + problem);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
