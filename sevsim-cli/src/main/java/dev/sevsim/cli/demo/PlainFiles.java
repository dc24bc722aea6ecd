package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The owner's files before they are encrypted. */
final class PlainFiles {
    private PlainFiles() {}

    /** Contents by file name. */
    static SortedMap<String, Bytes> all() {
        SortedMap<String, Bytes> files = new TreeMap<>();
        files.put("2026-01.csv", Bytes.ofAscii("""
                date,category,amount
                2026-01-04,rent,950.00
                2026-01-09,clinic,120.50
                2026-01-17,pharmacy,38.25
                2026-01-29,travel,64.90
                """));
        files.put("2026-02.csv", Bytes.ofAscii("""
                date,category,amount
                2026-02-02,rent,950.00
                2026-02-11,clinic,120.50
                2026-02-13,travel,64.90
                2026-02-20,pharmacy,41.75
                """));
        files.put("2026-03.csv", Bytes.ofAscii("""
                date,category,amount
                2026-03-03,rent,975.00
                2026-03-05,pharmacy,38.25
                2026-03-24,clinic,-60.25
                """));
        return files;
    }

    /** Lines of a file below its header. */
    static List<String> records(Bytes file) {
        return new String(file.toArray(), StandardCharsets.US_ASCII)
                .lines()
                .skip(1)
                .toList();
    }

    /** Every record as a secret of its own, by a name for reports: a part of a file is a leak too. */
    static Map<String, SecretBytes> secretRecords() {
        Map<String, SecretBytes> secrets = new LinkedHashMap<>();
        all().forEach((name, content) -> {
            int number = 0;
            for (String line : records(content)) {
                number++;
                secrets.put(name + " record " + number, SecretBytes.copyOf(line.getBytes(StandardCharsets.US_ASCII)));
            }
        });
        return secrets;
    }
}
