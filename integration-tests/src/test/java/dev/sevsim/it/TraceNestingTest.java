package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.TraceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a launch's records are inside of. */
class TraceNestingTest {
    @TempDir
    private static Path directory;

    private static List<TraceRecord> records = List.of();

    @BeforeAll
    static void launch() {
        Path trace = directory.resolve("run.jsonl");
        Sevsim.run("launch", "--seed", "5", "--trace", trace).requireSuccess();
        records = TraceFile.read(trace).records();
    }

    @Test
    void putsAFirmwareCommandInsideTheIoctlThatCausedIt() {
        TraceRecord measure = ofKind("firmware.command")
                .filter(record ->
                        "LAUNCH_MEASURE".equals(record.event().fields().get("command")))
                .filter(record -> record.event().outcome().equals(Optional.of("SUCCESS")))
                .findFirst()
                .orElseThrow();

        List<TraceRecord> around = around(measure);

        assertThat(around)
                .extracting(record -> record.event().kind())
                .containsExactly("mailbox.command", "kvm.ioctl", "device.call");
        assertThat(around.get(1).event().fields()).containsEntry("command", "KVM_SEV_LAUNCH_MEASURE");
    }

    @Test
    void putsEveryFirmwareCommandInsideItsMailboxCommand() {
        assertThat(ofKind("firmware.command"))
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> assertThat(around(command))
                        .extracting(record -> record.event().kind())
                        .startsWith("mailbox.command")
                        .hasSizeGreaterThan(1));
    }

    @Test
    void putsEveryAnswerInsideItsRequest() {
        assertThat(ofKind("device.result"))
                .hasSizeGreaterThan(20)
                .allSatisfy(result ->
                        assertThat(around(result).get(0).event().kind()).isEqualTo("device.call"));
        assertThat(ofKind("vcpu.exit"))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        exit -> assertThat(around(exit).get(0).event().kind()).isEqualTo("vcpu.entry"));
    }

    @Test
    void keepsTheTimesInTheOrderOfTheSteps() {
        assertThat(records).extracting(TraceRecord::timeNanos).isSorted();
    }

    private static Stream<TraceRecord> ofKind(String kind) {
        return records.stream().filter(record -> record.event().kind().equals(kind));
    }

    /** The operations around a record, the innermost first. */
    private static List<TraceRecord> around(TraceRecord record) {
        List<TraceRecord> around = new ArrayList<>();
        TraceRecord at = record;
        while (at.parent().isPresent()) {
            at = records.get((int) at.parent().getAsLong() - 1);
            around.add(at);
        }
        return around;
    }
}
