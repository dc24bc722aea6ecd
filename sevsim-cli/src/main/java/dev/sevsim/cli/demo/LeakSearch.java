package dev.sevsim.cli.demo;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.leak.SecretFinder;
import dev.sevsim.bus.leak.SecretFinder.Found;
import dev.sevsim.bus.tap.SecretCanary;
import dev.sevsim.machine.MemorySearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Searches everything that a host can read for secrets.
 *
 * <p>Each place is also searched for a control, a text that has to be there: a search that does not find its control would not
 * find a secret either.
 */
final class LeakSearch {
    private final Map<String, SecretBytes> secrets;
    private final String control;
    private final SecretCanary canary;
    private final AtomicLong frames = new AtomicLong();

    /**
     * One searched place.
     *
     * @param place its name
     * @param size its size
     * @param unit unit of the size after a blank; empty where the place names it
     * @param control text that has to be found there
     * @param controlFound whether it was found
     * @param leaks names of the secrets that were found, each with its position
     */
    record Result(String place, long size, String unit, String control, boolean controlFound, List<String> leaks) {
        Result {
            leaks = leaks.stream().distinct().toList();
        }

        /** One line for a reader. */
        String describe() {
            String found = leaks.isEmpty() ? "no key, no record" : String.join("; ", leaks);
            return place + ", " + size + unit + ": " + found
                    + (controlFound
                            ? " (control found: " + control + ")"
                            : " (search not valid: control not found: " + control + ")");
        }
    }

    /**
     * Searches for secrets by name.
     *
     * @param control text that the guest prints
     */
    LeakSearch(Map<String, SecretBytes> secrets, String control) {
        this.secrets = new LinkedHashMap<>(secrets);
        this.control = control;
        this.canary = new SecretCanary(with(control));
    }

    /** Searches every frame on the bus. */
    List<Tap> taps() {
        return List.of(canary, frame -> {
            frames.incrementAndGet();
            return Verdict.pass();
        });
    }

    /** Result of the search of the frames so far. */
    Result bus() {
        List<String> leaks = new ArrayList<>();
        boolean seen = false;
        for (SecretCanary.Leak leak : canary.leaks()) {
            if (leak.secret().equals(control)) {
                seen = true;
            } else {
                leaks.add(leak.description() + " from " + leak.from() + " to " + leak.to() + " in " + leak.kind());
            }
        }
        return new Result("bus frames", frames.get(), "", control, seen, leaks);
    }

    /** Searches memory. */
    Result memory(String place, MemorySearch search) {
        return result(place, search.bytes(), control, search.search(finder(control)), "0x%x");
    }

    /** Searches bytes, with a control of their own. */
    Result bytes(String place, byte[] content, String control) {
        return result(place, content.length, control, finder(control).search(content), "offset %d");
    }

    private static Result result(String place, long size, String control, List<Found> found, String position) {
        List<String> leaks = found.stream()
                .filter(one -> !one.secret().equals(control))
                .map(one -> one.describe() + " at " + String.format(Locale.ROOT, position, one.offset()))
                .toList();
        boolean seen = found.stream().anyMatch(one -> one.secret().equals(control));
        return new Result(place, size, " bytes", control, seen, leaks);
    }

    private SecretFinder finder(String control) {
        return new SecretFinder(with(control));
    }

    private Map<String, SecretBytes> with(String control) {
        Map<String, SecretBytes> all = new LinkedHashMap<>(secrets);
        all.put(control, SecretBytes.copyOf(control.getBytes(StandardCharsets.UTF_8)));
        return all;
    }
}
