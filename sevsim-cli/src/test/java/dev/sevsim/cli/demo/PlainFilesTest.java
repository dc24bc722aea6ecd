package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.SecretBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainFilesTest {
    @Test
    void takesEveryRecordAsASecretOfItsOwn() {
        assertThat(PlainFiles.all()).hasSize(3);
        assertThat(PlainFiles.secretRecords())
                .hasSize(11)
                .containsEntry(
                        "2026-03.csv record 3",
                        SecretBytes.copyOf("2026-03-24,clinic,-60.25".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void leavesTheHeaderOut() {
        assertThat(PlainFiles.records(PlainFiles.all().values().iterator().next()))
                .hasSize(4)
                .startsWith("2026-01-04,rent,950.00");
    }
}
