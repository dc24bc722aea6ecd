package dev.sevsim.host.kernel;

import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs one command of a device as an operation of the trace: what it causes stands inside, and its record has its result or
 * its errno with the reason.
 *
 * @param trace receives its record
 * @param command its name, for the explanation of a refusal
 * @param source section that has its refusals
 */
public record TracedCall(Trace trace, String command, String source) {
    /**
     * Runs {@code body} and records the event.
     *
     * @param event the fields; called after the body has run, and only when the trace is enabled
     * @throws ErrnoException of the body, marked as recorded
     */
    public long run(Supplier<TraceEvent.Builder> event, LongSupplier body) {
        if (!trace.enabled()) {
            return body.getAsLong();
        }
        Trace.Operation operation = trace.begin();
        long result;
        try {
            result = body.getAsLong();
        } catch (ErrnoException e) {
            operation.end(event.get()
                    .withOutcome(e.errno().name())
                    .withExplanation(new Explanation(e.why(), command, source))
                    .build());
            throw e.afterRecord();
        }
        operation.end(event.get().withOutcome(Long.toString(result)).build());
        return result;
    }
}
