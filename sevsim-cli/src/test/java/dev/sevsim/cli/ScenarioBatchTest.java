package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.cli.ScenarioOutcome.Kind;
import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScenarioBatchTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final List<ScenarioOutcome> outcomes = new ArrayList<>();

    @Test
    void handsOutOutcomesInOrderWhateverEndsFirst() {
        CountDownLatch last = new CountDownLatch(1);
        run(2, LONG, scenario -> {
            if (scenario.name().equals("s0")) {
                await(last);
            } else if (scenario.name().equals("s9")) {
                last.countDown();
            }
            return result(scenario);
        });

        assertThat(outcomes)
                .extracting(outcome -> outcome.scenario().name())
                .containsExactlyElementsOf(
                        scenarios().stream().map(Scenario::name).toList());
        assertThat(outcomes).allMatch(ScenarioOutcome::passed);
    }

    @Test
    void runsAsManyAtOnceAsAreAllowed() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        run(3, LONG, scenario -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            three.countDown();
            await(three);
            running.decrementAndGet();
            return result(scenario);
        });

        assertThat(most).hasValue(3);
    }

    @Test
    void goesOnAfterOneThatDoesNotEnd() {
        CountDownLatch never = new CountDownLatch(1);
        run(1, Duration.ofSeconds(2), scenario -> {
            if (scenario.name().equals("s3")) {
                while (never.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
            return result(scenario);
        });
        never.countDown();

        assertThat(outcomes)
                .extracting(ScenarioOutcome::kind)
                .startsWith(Kind.PASSED, Kind.PASSED, Kind.PASSED, Kind.NOT_ENDED);
        assertThat(outcomes.subList(4, 10)).allMatch(ScenarioOutcome::passed);
        assertThat(outcomes.get(3).problem()).isEqualTo("it did not end within 2 seconds of real time");
    }

    @Test
    void reportsWhatARunThrows() {
        run(2, LONG, scenario -> switch (scenario.name()) {
            case "s1" -> throw new InputException("no such file");
            case "s2" -> throw new IllegalStateException("broken");
            case "s3" -> throw new StackOverflowError();
            default -> result(scenario);
        });

        assertThat(outcomes.get(1))
                .extracting(ScenarioOutcome::kind, ScenarioOutcome::problem)
                .containsExactly(Kind.INPUT, "no such file");
        assertThat(outcomes.get(2).kind()).isEqualTo(Kind.INTERNAL);
        assertThat(outcomes.get(2).problem()).contains("IllegalStateException: broken");
        assertThat(outcomes.get(3).kind()).isEqualTo(Kind.INTERNAL);
        assertThat(outcomes.get(4).passed()).isTrue();
    }

    @Test
    void endsWhereTheCallerEndsIt() {
        new ScenarioBatch(ScenarioBatchTest::result, 4, LONG).run(scenarios(), outcome -> {
            outcomes.add(outcome);
            return outcomes.size() != 3;
        });

        assertThat(outcomes)
                .extracting(ScenarioOutcome::passed)
                .containsExactly(true, true, true, false, false, false, false, false, false, false);
        assertThat(outcomes.subList(3, 10)).allMatch(outcome -> outcome.kind() == Kind.NOT_RUN);
    }

    @Test
    void countsWhatRunsWhenItIsStoppedAsNotRun() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ScenarioBatch batch = new ScenarioBatch(
                scenario -> {
                    if (scenario.name().equals("s2")) {
                        started.countDown();
                        await(never);
                    }
                    return result(scenario);
                },
                1,
                LONG);
        Thread stopper = new Thread(() -> {
            await(started);
            batch.stop();
        });
        stopper.start();
        batch.run(scenarios(), outcomes::add);

        assertThat(outcomes).extracting(ScenarioOutcome::passed).startsWith(true, true, false, false);
        assertThat(outcomes.subList(2, 10)).allMatch(outcome -> outcome.kind() == Kind.NOT_RUN);
    }

    private void run(int parallel, Duration limit, Function<Scenario, ScenarioResult> runner) {
        new ScenarioBatch(runner, parallel, limit).run(scenarios(), outcomes::add);
    }

    private static List<Scenario> scenarios() {
        return IntStream.range(0, 10)
                .mapToObj(i -> Scenario.named("s" + i).build())
                .toList();
    }

    private static ScenarioResult result(Scenario scenario) {
        return new ScenarioResult(scenario, 1, List.<Mismatch>of(), Optional.empty(), Optional.empty());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
