package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The owner's files before they are encrypted. */
final class PlainFiles {
    private static final List<String> NAMES = List.of("2026-01.csv", "2026-02.csv", "2026-03.csv");

    private PlainFiles() {}

    /** Contents by file name. */
    static SortedMap<String, Bytes> all() {
        SortedMap<String, Bytes> files = new TreeMap<>();
        for (String name : NAMES) {
            files.put(name, resource(name));
        }
        return files;
    }

    private static Bytes resource(String name) {
        try (InputStream in = Objects.requireNonNull(PlainFiles.class.getResourceAsStream(name), name)) {
            return Bytes.copyOf(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
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
