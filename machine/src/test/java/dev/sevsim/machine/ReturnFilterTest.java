package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReturnFilterTest {
    @Test
    void leavesOutReturnsBeforeLineFeedsOnly() {
        StringBuilder text = new StringBuilder();
        ReturnFilter filter = new ReturnFilter(value -> text.append((char) value));

        "a\r\nb\rc\r\r\n\n\r".chars().forEach(filter::accept);
        assertThat(text).hasToString("a\nb\rc\r\n\n");

        filter.flush();
        filter.flush();
        assertThat(text).hasToString("a\nb\rc\r\n\n\r");
    }
}
