package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: Linux uapi {@code asm-generic/fcntl.h}. */
class OpenModeTest {
    @ParameterizedTest
    @CsvSource({
        "0, READ_ONLY, false",
        "1, WRITE_ONLY, true",
        "2, READ_WRITE, true",
        "3, READ_WRITE, true",
        "0x80002, READ_WRITE, true",
        "0x80000, READ_ONLY, false",
    })
    void takesTheTwoLowBitsOfTheFlags(String flags, OpenMode mode, boolean writable) {
        assertThat(OpenMode.fromFlags(Integer.decode(flags))).isEqualTo(mode);
        assertThat(mode.isWritable()).isEqualTo(writable);
    }
}
