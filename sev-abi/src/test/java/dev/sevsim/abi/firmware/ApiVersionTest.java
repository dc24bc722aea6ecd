package dev.sevsim.abi.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiVersionTest {
    @ParameterizedTest(name = "{0}.{1} at least {2}.{3}: {4}")
    @CsvSource({"0, 17, 0, 17, true", "0, 16, 0, 17, false", "1, 0, 0, 17, true", "0, 255, 1, 0, false"})
    void comparesMajorThenMinor(int major, int minor, int leastMajor, int leastMinor, boolean expected) {
        assertThat(new ApiVersion(major, minor).isAtLeast(new ApiVersion(leastMajor, leastMinor)))
                .isEqualTo(expected);
    }
}
