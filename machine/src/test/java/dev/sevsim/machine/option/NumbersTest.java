package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.io.file.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0
            1, 1
            0x1, 1
            0X5, 5
            10, 16
            0xff0001, 16711681
            ffffffff, -1
            0x80000000, -2147483648
            """)
    void readsPoliciesInHexadecimal(String text, int word) {
        GuestPolicy policy = Numbers.policy(text);

        assertThat(policy.word()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "zz", "-1", "0x100000000", "1 "})
    void refusesOtherPolicies(String text) {
        assertThatThrownBy(() -> Numbers.policy(text))
                .isInstanceOf(InputException.class)
                .hasMessage("policy '" + text + "' is not a hexadecimal word of 32 bits, expected for instance 0x1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "255, 255", "0xff, 255", "0XA, 10"})
    void readsNumbers(String text, long value) {
        assertThat(Numbers.number("--build-id", text, 255)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "256", "0x100", "0xffffffffffffffff", "1.0"})
    void refusesNumbersOutOfRange(String text) {
        assertThatThrownBy(() -> Numbers.number("--build-id", text, 255))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--build-id '" + text + "' is not a number from 0 to 255");
    }

    @ParameterizedTest
    @CsvSource({"4096, 4096", "0x2000, 8192", "4K, 4096", "512m, 536870912", "4G, 4294967296", "1T, 1099511627776"})
    void readsMemorySizes(String text, long bytes) {
        assertThat(Numbers.memorySize("--host-memory", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "0", "0G", "4095", "1.5G", "-4K", "9007199254740992T"})
    void refusesOtherMemorySizes(String text) {
        assertThatThrownBy(() -> Numbers.memorySize("--host-memory", text))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--host-memory ");
    }
}
