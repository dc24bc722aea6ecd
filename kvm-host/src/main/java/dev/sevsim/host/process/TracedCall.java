package dev.sevsim.host.process;

import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs one command of a device as an operation of the trace: what it causes stands inside, and its record has its result or
 * its errno with the reason.
 */
public final class TracedCall {
    private final Trace trace;
    private final String command;
    private final String source;

    /**
     * A command to run.
     *
     * @param trace receives its record
     * @param command its name, for the explanation of a refusal
     * @param source section that has its refusals
     */
    public TracedCall(Trace trace, String command, String source) {
        this.trace = trace;
        this.command = command;
        this.source = source;
    }

    /**
     * Runs {@code body} and records the event; an errno is part of the result.
     *
     * @param event the fields; called after the body has run, and only when the trace is enabled
     */
    public Result run(Supplier<TraceEvent.Builder> event, LongSupplier body) {
        if (!trace.enabled()) {
            return attempt(body);
        }
        Trace.Operation operation = trace.begin();
        Result result = attempt(body);
        TraceEvent.Builder complete = event.get();
        result.failure()
                .ifPresentOrElse(
                        failure -> complete.withOutcome(failure.errno().name())
                                .withExplanation(new Explanation(failure.why(), command, source)),
                        () -> complete.withOutcome(Long.toString(result.value())));
        operation.end(complete.build());
        return new Result(result.value(), result.failure().map(ErrnoException::afterRecord));
    }

    private static Result attempt(LongSupplier body) {
        try {
            return new Result(body.getAsLong(), Optional.empty());
        } catch (ErrnoException e) {
            return new Result(0, Optional.of(e));
        }
    }

    /**
     * How a command ended.
     *
     * @param value what it returned
     * @param failure why it failed instead
     */
    public record Result(long value, Optional<ErrnoException> failure) {
        /** The value; throws the failure. */
        public long orThrow() {
            failure.ifPresent(f -> {
                throw f;
            });
            return value;
        }
    }
}
