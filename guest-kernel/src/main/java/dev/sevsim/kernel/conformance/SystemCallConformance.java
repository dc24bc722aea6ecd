package dev.sevsim.kernel.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes recorded system calls again, each sequence in a fresh guest, and collects the answers that differ.
 *
 * <p>Log lines at debug level are left out of the comparison, since dynamic debugging decides whether there are any;
 * of an oops only its number is compared, since the rest is addresses and registers.
 */
public final class SystemCallConformance {
    private static final List<String> HEADER = List.of("s", "i", "op");

    private final List<Difference> differences = new ArrayList<>();
    private @Nullable RecordedGuest guest;
    private int sequences;
    private int calls;

    /** Nothing compared yet. */
    public SystemCallConformance() {}

    /**
     * Takes the next line of a recording: a sequence, or a call in the present one.
     *
     * @param line the members of the line's JSON object: texts, numbers and lists of texts
     * @throws IllegalArgumentException for a line that is neither, a call that is unknown or before any sequence
     */
    public void accept(Map<String, Object> line) {
        if (line.containsKey("seq")) {
            sequences++;
            guest = new RecordedGuest(text(line, "area"), number(line, "area_size"));
        } else if (line.containsKey("op")) {
            compare(line);
        } else {
            throw new IllegalArgumentException("neither a sequence (seq) nor a call (op)");
        }
    }

    private void compare(Map<String, Object> line) {
        RecordedGuest present = guest;
        if (present == null) {
            throw new IllegalArgumentException("a call before the first sequence");
        }
        String call = text(line, "op");
        int index = (int) number(line, "i");
        Map<String, Object> recorded = new LinkedHashMap<>(line);
        recorded.keySet().removeAll(HEADER);
        String real = comparable(recorded);
        String ours = comparable(present.answer(index, call));
        calls++;
        if (!real.equals(ours)) {
            differences.add(new Difference("sequence " + line.get("s") + ", call " + index, call, real, ours));
        }
    }

    /** Number of calls that were compared so far. */
    public int calls() {
        return calls;
    }

    private static String comparable(Map<String, Object> answer) {
        Map<String, Object> sorted = new TreeMap<>(answer);
        if (sorted.get("log") instanceof List<?> lines) {
            sorted.put(
                    "log",
                    lines.stream()
                            .map(Object::toString)
                            .filter(SystemCallConformance::isCompared)
                            .toList());
        }
        return sorted.toString();
    }

    private static boolean isCompared(String line) {
        boolean isModule = line.contains(">efi_secret") && !line.startsWith("<7>");
        return isModule || line.startsWith("<4>Oops:");
    }

    private static String text(Map<String, Object> line, String name) {
        return Objects.toString(line.get(name), "");
    }

    private static long number(Map<String, Object> line, String name) {
        if (line.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("no number " + name);
    }

    /** What was compared so far: {@code 2 sequences, 40 answers}. */
    public String compared() {
        return sequences + " sequences, " + calls + " answers";
    }

    /** Answers that differ, in the order of the recording. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }
}
