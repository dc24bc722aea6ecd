package dev.sevsim.host.kernel;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RefusedCommand;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs one command of a device as an operation of the trace: what it causes stands inside, and its record has its
 * result or its errno with the reason.
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
            return reporting(body);
        }
        Trace.Operation operation = trace.begin();
        long result;
        try {
            result = reporting(body);
        } catch (ErrnoException e) {
            operation.end(event.get()
                    .withOutcome(e.errno().name())
                    .withExplanation(explanation(e))
                    .build());
            throw e;
        }
        operation.end(event.get().withOutcome(Long.toString(result)).build());
        return result;
    }

    private long reporting(LongSupplier body) {
        try {
            return body.getAsLong();
        } catch (ErrnoException e) {
            trace.refused(new RefusedCommand(Party.HOST, command, e.errno().name(), explanation(e)));
            throw e.afterRecord();
        }
    }

    private Explanation explanation(ErrnoException refusal) {
        return new Explanation(refusal.why(), command, source);
    }
}
