package dev.sevsim.scenario.leak;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.leak.SecretFinder;
import dev.sevsim.bus.leak.SecretFinder.Found;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.tap.SecretCanary;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.Machine;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.Leak.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Searches what the host can reach for what it must not see: each frame, each record of the trace, what the guest prints, and after
 * each frame the frames of DRAM that were written since the one before.
 *
 * <p>What is searched for may come to be during the run, and is found in what is written from then on. A find is reported once for each
 * name and place. Any thread may use it.
 */
public final class LeakWatch implements Tap, Trace {
    /** Fewer bytes occur by chance in memory, frames and traces, so that they are not searched for. */
    public static final int LEAST_BYTES = 4;

    private static final String ACT = "host.act";

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, SecretBytes> wanted = new LinkedHashMap<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final List<Leak> leaks = new ArrayList<>();
    private SecretFinder finder = new SecretFinder(Map.of());
    private SecretCanary canary = new SecretCanary(Map.of());
    private SecretFinder.Stream console = finder.stream();
    private int canaryLeaks;
    private int reach;
    private String lastAct = "";
    private @Nullable Supplier<long[]> written;
    private @Nullable MemoryPort memory;

    /** Searches for nothing yet. */
    public LeakWatch() {}

    /** Searches DRAM of a machine from now on. */
    public synchronized void watch(Machine machine) {
        written = machine.memory().noteWrites();
        memory = machine.hostMemory();
        search(machine.memory().touchedAddresses().toArray());
    }

    /**
     * Searches for this too.
     *
     * @param name names it in reports
     * @param content less than {@link #LEAST_BYTES} are not searched for
     */
    public synchronized void add(Kind kind, String name, SecretBytes content) {
        if (content.length() < LEAST_BYTES) {
            return; // A find would mean nothing.
        }
        kinds.put(name, kind);
        wanted.put(name, content);
        finder = new SecretFinder(wanted);
        canary = new SecretCanary(finder);
        canaryLeaks = 0;
        console = finder.stream();
        reach = Math.max(reach, finder.reach());
    }

    /** Searches what the guest printed; pieces follow one another. */
    public synchronized void printed(Bytes output) {
        console.next(output.toArray()).forEach(found -> report(found, Place.CONSOLE, "byte " + found.offset()));
    }

    /** Searches what was written since the last frame. */
    public synchronized void searchMemory() {
        Supplier<long[]> frames = written;
        if (frames != null) {
            search(frames.get());
        }
    }

    /** Names under which exactly these bytes are searched for. */
    public synchronized Set<String> names(SecretBytes content) {
        return wanted.entrySet().stream()
                .filter(entry -> entry.getValue().equals(content))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The kinds of what is searched for. */
    public synchronized Set<Kind> kinds() {
        return Set.copyOf(kinds.values());
    }

    /** What was found so far, in order. */
    public synchronized List<Leak> leaks() {
        return List.copyOf(leaks);
    }

    @Override
    public synchronized Verdict inspect(TappedFrame frame) {
        var unused = canary.inspect(frame);
        List<SecretCanary.Leak> inFrames = canary.leaks();
        for (SecretCanary.Leak leak : inFrames.subList(canaryLeaks, inFrames.size())) {
            report(
                    leak.secret(),
                    leak.description(),
                    Place.FRAMES,
                    leak.kind() + " from " + leak.from().label() + " to "
                            + leak.to().label());
        }
        canaryLeaks = inFrames.size();
        searchMemory();
        return Verdict.pass();
    }

    /** What is found while the host does an act is found after this act. */
    @Override
    public synchronized Operation begin() {
        int first = leaks.size();
        return event -> end(event, first);
    }

    private synchronized void end(TraceEvent event, int first) {
        record(event);
        if (event.kind().equals(ACT)) {
            leaks.subList(first, leaks.size()).replaceAll(leak -> leak.after(lastAct));
        }
    }

    @Override
    public synchronized void record(TraceEvent event) {
        if (event.kind().equals(ACT)) {
            lastAct = String.valueOf(event.fields().get("act"));
        }
        StringBuilder text = new StringBuilder();
        event.fields().values().forEach(value -> text.append(value).append('\n'));
        event.outcome().ifPresent(text::append);
        event.explanation().ifPresent(why -> text.append(why.found()));
        List<Found> found = new ArrayList<>(finder.search(text.toString().getBytes(StandardCharsets.UTF_8)));
        event.raw().ifPresent(raw -> found.addAll(finder.search(raw.toArray())));
        found.forEach(one -> report(one, Place.TRACE, "a record " + event.kind()));
    }

    /** Each frame with what a secret can have of it in the frames beside it. */
    private void search(long[] addresses) {
        MemoryPort port = memory;
        if (port == null || wanted.isEmpty()) {
            return;
        }
        int margin = Math.max(0, reach - 1);
        for (int i = 0; i < addresses.length; i++) {
            int first = i;
            while (i + 1 < addresses.length && addresses[i + 1] == addresses[i] + Page.SIZE) {
                i++;
            }
            long start = Math.max(0, addresses[first] - margin);
            long end = addresses[i] + Page.SIZE;
            end = port.contains(start, end + margin - start) ? end + margin : end;
            byte[] content = new byte[(int) (end - start)];
            port.read(start, content, 0, content.length);
            for (Found found : finder.search(content)) {
                report(found, Place.MEMORY, "at 0x" + Long.toHexString(start + found.offset()));
            }
        }
    }

    private void report(Found found, Place place, String detail) {
        report(found.secret(), found.describe(), place, detail);
    }

    private void report(String name, String description, Place place, String detail) {
        if (seen.add(name + " " + place)) {
            leaks.add(new Leak(kinds.getOrDefault(name, Kind.TEXT), description, place, detail, lastAct));
        }
    }
}
