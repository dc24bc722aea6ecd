package dev.sevsim.cli.demo;

import dev.sevsim.abi.SecretBytes;
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

/**
 * Looks for secrets in everything that a host can see.
 *
 * <p>Each place is also searched for a control: something that has to be there, since a search that finds nothing proves
 * nothing as long as it could be blind.
 */
final class LeakSearch {
    private static final String ON_TERMINAL = " (as a terminal line sends it)";

    private final Map<String, SecretBytes> secrets;
    private final String control;
    private final SecretCanary canary;

    /**
     * What was searched.
     *
     * @param place where
     * @param bytes how much of it
     * @param control what had to be found there
     * @param controlFound whether it was
     * @param leaks the names of the secrets that were found, each with where
     */
    record Result(String place, long bytes, String control, boolean controlFound, List<String> leaks) {
        Result {
            leaks = List.copyOf(leaks);
        }
    }

    /** Looks for secrets by name; {@code control} is printed by the guest. */
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

    /** Watches every frame. */
    SecretCanary tap() {
        return canary;
    }

    Result bus(long frames) {
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
        return new Result(
                "bus frames", frames, control, seen, leaks.stream().distinct().toList());
    }

    Result memory(String place, MemorySearch search) {
        List<String> leaks = new ArrayList<>();
        secrets.forEach((name, secret) -> {
            search.find(secret).ifPresent(at -> leaks.add(name + " at 0x" + Long.toHexString(at)));
            search.find(onTerminal(secret)).ifPresent(at -> leaks.add(name + " at 0x" + Long.toHexString(at)));
        });
        boolean seen = search.find(SecretBytes.copyOf(control.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
        return new Result(
                place, search.bytes(), control, seen, leaks.stream().distinct().toList());
    }

    /** Something that is at hand as bytes; {@code mark} is what has to be in it. */
    Result bytes(String place, byte[] content, String mark) {
        List<String> leaks = new ArrayList<>();
        secrets.forEach((name, secret) -> forms(secret).forEach(form -> {
            int at = ByteSearch.indexOf(content, content.length, form);
            if (at >= 0) {
                leaks.add(name + " at offset " + at);
            }
        }));
        boolean seen = ByteSearch.indexOf(content, content.length, mark.getBytes(StandardCharsets.UTF_8)) >= 0;
        return new Result(
                place, content.length, mark, seen, leaks.stream().distinct().toList());
    }

    /** As it is, with the line ends of a terminal, and in hexadecimal as traces have it. */
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
