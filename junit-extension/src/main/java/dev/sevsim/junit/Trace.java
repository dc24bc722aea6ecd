package dev.sevsim.junit;

import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The records of a test's machines so far, filtered; each filter makes another trace, and a trace shows what was recorded when it is read.
 *
 * <pre>{@code
 * assertThat(trace.firmware("LAUNCH_SECRET").outcome("BAD_MEASUREMENT").records()).hasSize(1);
 * }</pre>
 *
 * <p>The kinds and fields of records are those of trace files: {@code sevsim trace show}.
 */
public final class Trace {
    private final Supplier<List<List<TraceRecord>>> machines;
    private final Predicate<TraceEvent> filter;

    Trace(Supplier<List<List<TraceRecord>>> machines) {
        this(machines, event -> true);
    }

    private Trace(Supplier<List<List<TraceRecord>>> machines, Predicate<TraceEvent> filter) {
        this.machines = machines;
        this.filter = filter;
    }

    /** The machine that was assembled last alone. */
    public Trace lastMachine() {
        return new Trace(
                () -> {
                    List<List<TraceRecord>> all = machines.get();
                    return all.isEmpty() ? all : List.of(all.get(all.size() - 1));
                },
                filter);
    }

    /** Records of one kind, such as {@code firmware.command}. */
    public Trace kind(String kind) {
        return where(event -> event.kind().equals(kind));
    }

    /** Records of what one party did, such as {@code owner}. */
    public Trace from(String party) {
        return where(event -> event.from().equals(party));
    }

    /** Records with this outcome, such as {@code POLICY_FAILURE}. */
    public Trace outcome(String outcome) {
        return where(event -> event.outcome().filter(outcome::equals).isPresent());
    }

    /** Records in which a field has a value, in the form of the trace. */
    public Trace with(String field, Object value) {
        return where(event -> value.equals(event.fields().get(field)));
    }

    /** The firmware's answers to one command. */
    public Trace firmware(String command) {
        return kind("firmware.command").with("command", command);
    }

    /**
     * Refusals that have an explanation: the rule, what was found, the source. Answers to drivers that ask for a length are among
     * them.
     */
    public Trace refusals() {
        return where(event -> event.explanation().isPresent());
    }

    /** Records for which {@code condition} holds. */
    public Trace where(Predicate<TraceEvent> condition) {
        return new Trace(machines, filter.and(condition));
    }

    /** The records, machine by machine, each in the order of its steps. */
    public List<TraceRecord> records() {
        return machines.get().stream()
                .flatMap(List::stream)
                .filter(record -> filter.test(record.event()))
                .toList();
    }

    /** The events of {@link #records}. */
    public List<TraceEvent> events() {
        return records().stream().map(TraceRecord::event).toList();
    }
}
