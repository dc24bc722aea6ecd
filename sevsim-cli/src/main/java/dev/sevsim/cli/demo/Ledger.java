package dev.sevsim.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums of money by category, from records {@code date,category,amount} with two decimals. */
final class Ledger {
    private static final Pattern RECORD = Pattern.compile("[^,]+,(?<category>[^,]+),(?<amount>-?\\d{1,12}\\.\\d{2})");

    private final Map<String, Long> cents = new TreeMap<>();
    private int records;
    private int files;

    /** Adds the records of a file, whose first line names the columns; a message about the first malformed record. */
    Optional<String> add(byte[] csv) {
        files++;
        int number = 0;
        for (String line : new String(csv, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            Matcher record = RECORD.matcher(line);
            if (number == 1 || line.isEmpty()) {
                continue;
            }
            if (!record.matches()) {
                return Optional.of("line " + number + " is no record");
            }
            records++;
            cents.merge(
                    record.group("category"),
                    Long.parseLong(record.group("amount").replace(".", "")),
                    Long::sum);
        }
        return Optional.empty();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%d files, %d records".formatted(files, records));
        cents.forEach((category, sum) -> lines.add(line(category, sum)));
        lines.add(
                line("total", cents.values().stream().mapToLong(Long::longValue).sum()));
        return lines;
    }

    private static String line(String category, long sum) {
        String amount = (sum < 0 ? "-" : "") + Math.abs(sum) / 100 + "." + "%02d".formatted(Math.abs(sum) % 100);
        return "%-12s %12s".formatted(category, amount);
    }
}
