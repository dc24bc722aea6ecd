package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.AuditEvent;
import dev.sevsim.owner.service.ChipIdentity;
import dev.sevsim.owner.service.LaunchId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AuditFileTest {
    private final Path directory;
    private final Path file;

    AuditFileTest(@TempDir Path directory) {
        this.directory = directory;
        this.file = directory.resolve("audit.jsonl");
    }

    private static AuditEvent event(String detail) {
        return new AuditEvent(
                Instant.EPOCH,
                AuditEvent.Request.MEASUREMENT,
                LaunchId.parse("01234567-89ab-4cde-8f01-23456789abcd"),
                Optional.of("web"),
                Optional.of(new ChipIdentity(Bytes.zeros(32))),
                "accepted",
                detail);
    }

    @Test
    void appendsALineForEachEventAndKeepsItFromOthers() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (AuditFile log = new AuditFile(file)) {
                log.record(event("run " + run + "\n\"quoted\""));
            }
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"1970-01-01T00:00:00Z\",\"request\":\"measurement\","
                                + "\"launchId\":\"01234567-89ab-4cde-8f01-23456789abcd\",\"image\":\"web\",\"chip\":\""
                                + "00".repeat(32)
                                + "\",\"outcome\":\"accepted\",\"detail\":\"run 0\\n\\\"quoted\\\"\"}",
                        Files.readAllLines(file).get(0).replace("run 0", "run 1"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void endsALineThatACrashCut() throws Exception {
        Files.writeString(file, "{\"time\":");
        try (AuditFile log = new AuditFile(file)) {
            log.record(event(""));
        }

        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("{\"time\":");
    }

    @Test
    void mixesNoLinesOfManyThreads() throws Exception {
        try (AuditFile log = new AuditFile(file)) {
            IntStream.range(0, 200).parallel().forEach(i -> log.record(event("x".repeat(i))));
        }

        assertThat(Files.readAllLines(file))
                .hasSize(200)
                .allSatisfy(
                        line -> assertThat(JsonMapper.shared().readTree(line).isObject())
                                .isTrue());
    }

    @Test
    void reportsWhenItCannotBeWritten() {
        assertThatThrownBy(() -> new AuditFile(directory.resolve("missing/audit.jsonl")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written");
    }
}
