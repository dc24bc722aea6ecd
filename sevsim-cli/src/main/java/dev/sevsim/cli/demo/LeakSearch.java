package dev.sevsim.cli.demo;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.tap.SecretCanary;
import dev.sevsim.machine.ByteSearch;
import dev.sevsim.machine.MemorySearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Searches everything that a host can read for secrets.
 *
 * <p>Each place is also searched for a control, a text that has to be there: a search that does not find its control would not
 * find a secret either.
 */
final class LeakSearch {
    private static final String ON_TERMINAL = " (as a terminal line sends it)";

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
        Map<String, SecretBytes> watched = new LinkedHashMap<>();
        secrets.forEach((name, secret) -> {
            watched.put(name, secret);
            watched.put(name + ON_TERMINAL, onTerminal(secret));
        });
        watched.put(control, SecretBytes.copyOf(control.getBytes(StandardCharsets.UTF_8)));
        this.canary = new SecretCanary(watched);
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
                leaks.add(leak.secret().replace(ON_TERMINAL, "") + " from " + leak.from() + " to " + leak.to() + " in "
                        + leak.kind());
            }
        }
        return new Result("bus frames", frames.get(), "", control, seen, leaks);
    }

    /** Searches memory. */
    Result memory(String place, MemorySearch search) {
        List<String> leaks = new ArrayList<>();
        secrets.forEach((name, secret) -> {
            search.find(secret).ifPresent(at -> leaks.add(name + " at 0x" + Long.toHexString(at)));
            search.find(onTerminal(secret)).ifPresent(at -> leaks.add(name + " at 0x" + Long.toHexString(at)));
        });
        boolean seen = search.find(SecretBytes.copyOf(control.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
        return new Result(place, search.bytes(), " bytes", control, seen, leaks);
    }

    /** Searches bytes, with a control of their own. */
    Result bytes(String place, byte[] content, String control) {
        List<String> leaks = new ArrayList<>();
        secrets.forEach((name, secret) -> forms(secret).forEach(form -> {
            int at = ByteSearch.indexOf(content, content.length, form);
            if (at >= 0) {
                leaks.add(name + " at offset " + at);
            }
        }));
        boolean seen = ByteSearch.indexOf(content, content.length, control.getBytes(StandardCharsets.UTF_8)) >= 0;
        return new Result(place, content.length, " bytes", control, seen, leaks);
    }

    /** Raw, with the line ends of a terminal, and in hexadecimal as in traces. */
    private static List<byte[]> forms(SecretBytes secret) {
        byte[] raw = secret.reveal();
        return List.of(
                raw, onTerminal(secret).reveal(), HexFormat.of().formatHex(raw).getBytes(StandardCharsets.US_ASCII));
    }

    private static SecretBytes onTerminal(SecretBytes secret) {
        byte[] raw = secret.reveal();
        byte[] sent = new byte[raw.length * 2];
        int length = 0;
        for (byte b : raw) {
            if (b == '\n') {
                sent[length++] = '\r';
            }
            sent[length++] = b;
        }
        Arrays.fill(raw, (byte) 0);
        return SecretBytes.copyOf(sent, 0, length);
    }
}
