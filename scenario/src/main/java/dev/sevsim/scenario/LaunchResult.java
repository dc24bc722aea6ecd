package dev.sevsim.scenario;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.scenario.leak.Leak;
import dev.sevsim.scenario.leak.LeakWatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a launch has shown: its report, every answer of the firmware and the host, and what the host could see of secrets and keys.
 *
 * @param report the verdict, the reason of a refusal, the measurement
 * @param observed what expectations compare
 * @param watch what has watched the machine
 */
public record LaunchResult(LaunchReport report, Observed observed, Watch watch) {
    /**
     * Compares the launch with an expectation of scenarios.
     *
     * @throws IllegalArgumentException for an expectation of a guest that runs: the launch has ended
     */
    public List<Mismatch> check(Expectation expectation) {
        if (expectation.moment() == Expectation.Moment.GUEST) {
            throw new IllegalArgumentException(
                    expectation + " needs a guest that runs, expected one of the end of a launch");
        }
        return expectation.check(observed);
    }

    /** What the guest printed, as text. */
    public String console() {
        return report.console();
    }

    /** Every answer of the firmware on the machine, in order. */
    public List<Answer> firmware() {
        return observed.firmware();
    }

    /** The trace of the machine. */
    public List<TraceRecord> records() {
        return watch.records();
    }

    /**
     * The first refusal that has an explanation, by the party that found the rule broken; a driver that asks for a length is not
     * refused.
     */
    public Optional<TraceRecord> firstRefusal() {
        return firstRefusal(records());
    }

    /** Every answer of the host to an ioctl that has a name of its own in traces, in order. */
    public List<Answer> ioctls() {
        return observed.ioctls();
    }

    /** As {@link #firstRefusal()}, of the records of a run. */
    public static Optional<TraceRecord> firstRefusal(List<TraceRecord> records) {
        List<TraceRecord> explained = records.stream()
                .filter(record -> record.event().explanation().isPresent())
                .toList();
        Set<Long> callers = callers(records, explained);
        return explained.stream()
                .filter(record -> !callers.contains(record.step()))
                .filter(record -> !FirmwareErrors.asksForALength(record.event()))
                .findFirst();
    }

    /** Steps of the operations around these: they fail for the same reason. */
    private static Set<Long> callers(List<TraceRecord> records, List<TraceRecord> inside) {
        Map<Long, TraceRecord> bySteps = new HashMap<>();
        records.forEach(record -> bySteps.put(record.step(), record));
        Set<Long> callers = new HashSet<>();
        for (TraceRecord record : inside) {
            OptionalLong parent = record.parent();
            while (parent.isPresent() && callers.add(parent.getAsLong())) {
                TraceRecord caller = bySteps.get(parent.getAsLong());
                parent = caller == null ? OptionalLong.empty() : caller.parent();
            }
        }
        return callers;
    }

    /** One line: the party that refused, its answer, the rule, what was found, the source. */
    public static String refusalText(TraceRecord refusal) {
        Explanation why = refusal.event().explanation().orElseThrow();
        Object command = refusal.event().fields().get("command");
        return refusal.event().from() + (command == null ? "" : " " + command)
                + refusal.event().outcome().map(outcome -> " " + outcome).orElse("") + ": " + text(why);
    }

    /** One line: the rule, what was found, the source. */
    public static String text(Explanation why) {
        return why.rule() + " (" + why.found() + "; " + why.source() + ")";
    }

    /** Everything that the host could see and must not. */
    public List<Leak> leaks() {
        return watch.leaks().leaks();
    }

    /** The kinds of what was searched for. */
    public Set<Leak.Kind> searchedKinds() {
        return watch.leaks().kinds();
    }

    /** Where the host could see these bytes; empty when they were not searched for during the launch. */
    public Optional<List<Leak>> leaksOf(SecretBytes content) {
        LeakWatch searched = watch.leaks();
        Set<String> names = searched.names(content);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(leaks().stream()
                        .filter(leak -> names.stream().anyMatch(leak.description()::contains))
                        .toList());
    }

    /** The firmware's errors. */
    public FirmwareErrors errors() {
        return watch.errors();
    }
}
