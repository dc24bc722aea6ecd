package dev.sevsim.scenario;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Commands of a run that the firmware answered with another status than SUCCESS, and which of them were expected; any thread may use
 * it.
 *
 * <p>A driver that asks for the length of an answer with a buffer of length 0 gets INVALID_LENGTH, which is no error.
 */
public final class FirmwareErrors {
    private final Supplier<List<TraceRecord>> records;
    private final Set<Long> expected = ConcurrentHashMap.newKeySet();

    FirmwareErrors(Supplier<List<TraceRecord>> records) {
        this.records = records;
    }

    /** The errors so far that were not expected, in the order of their steps. */
    public List<Answer> unexpected() {
        return records.get().stream()
                .filter(record -> Observed.isFirmwareCommand(record.event()) && isError(record.event()))
                .filter(record -> !expected.contains(record.step()))
                .map(Observed::firmwareAnswer)
                .toList();
    }

    /** Takes an answer for expected, whether it is an error or not. */
    public void expect(Answer answer) {
        expected.add(answer.step());
    }

    /** Takes every error so far for expected. */
    public void expectAll() {
        unexpected().forEach(this::expect);
    }

    /** Whether an answer of the firmware asked for a length alone. */
    static boolean asksForALength(TraceEvent event) {
        return event.outcome().filter(SevStatus.INVALID_LENGTH.name()::equals).isPresent()
                && event.fields().entrySet().stream().anyMatch(FirmwareErrors::isNoLength);
    }

    private static boolean isError(TraceEvent event) {
        return event.outcome().filter(SevStatus.SUCCESS.name()::equals).isEmpty() && !asksForALength(event);
    }

    /** The field of an input, {@code MEASURE_LEN} and not {@code out.MEASURE_LEN}. */
    private static boolean isNoLength(Map.Entry<String, Object> field) {
        return field.getKey().endsWith("_LEN")
                && !field.getKey().contains(".")
                && field.getValue() instanceof Number length
                && length.longValue() == 0;
    }
}
