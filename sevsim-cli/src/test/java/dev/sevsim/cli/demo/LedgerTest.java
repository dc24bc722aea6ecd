package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void addsUpByCategoryInOrderOfTheirNames() {
        assertThat(add("date,category,amount\n2026-01-01,b,1.50\n2026-01-02,a,0.05\n2026-01-03,b,-2.00\n"))
                .isEmpty();
        assertThat(add("date,category,amount\n")).isEmpty();

        assertThat(ledger.lines())
                .containsExactly(
                        "2 files, 3 records",
                        "a                    0.05",
                        "b                   -0.50",
                        "total               -0.45");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "2026-01-01,a", "2026-01-01,a,1", "2026-01-01,a,1.5", "2026-01-01,a,1.500", ",a,1.00"})
    void reportsTheFirstMalformedRecordByItsLine(String record) {
        assertThat(add("date,category,amount\n\n" + record + "\n")).contains("line 3 is no record");
    }

    private Optional<String> add(String csv) {
        return ledger.add(csv.getBytes(StandardCharsets.UTF_8));
    }
}
