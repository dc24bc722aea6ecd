package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.OwnerInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryArgumentsTest {
    private static final Bytes MEASUREMENT = Bytes.fromHex("0005".repeat(24));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"'{\"data\":\"QUJD\"}', this is JSON", "'\"QUJD\"', leave out the quotes", "QUJD_-A=, URL-safe base64"})
    void namesWhatATextIs(String text, String named, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("m"), text + "\n");

        for (Object argument : List.of(text, file)) {
            assertThatThrownBy(() -> BinaryArguments.measurement(argument.toString()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("48 bytes")
                    .hasMessageContaining(named);
        }
        assertThatThrownBy(() -> BinaryArguments.measurement("zz")).hasMessageEndingWith("text of 48 bytes");
    }

    @Test
    void readsAMeasurementFromBase64() {
        String text = Base64.getEncoder().encodeToString(MEASUREMENT.toArray());

        assertThat(BinaryArguments.measurement(" " + text + "\n").encode()).isEqualTo(MEASUREMENT);
    }

    @Test
    void readsAMeasurementFromARawOrEncodedFile() throws IOException {
        Path raw = Files.write(directory.resolve("raw"), MEASUREMENT.toArray());
        Path encoded = Files.writeString(
                directory.resolve("encoded"), Base64.getEncoder().encodeToString(MEASUREMENT.toArray()) + "\n");

        assertThat(BinaryArguments.measurement(raw.toString()).encode()).isEqualTo(MEASUREMENT);
        assertThat(BinaryArguments.measurement(encoded.toString()).encode()).isEqualTo(MEASUREMENT);
    }

    @Test
    void refusesAMeasurementOfAnotherSize() throws IOException {
        Path odd = Files.write(directory.resolve("odd"), new byte[47]);

        assertThatThrownBy(() -> BinaryArguments.measurement("AAAA"))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("measurement 'AAAA': hexadecimal text of 2 bytes,"
                        + " expected a file, or the base64 or hexadecimal text of 48 bytes");
        assertThatThrownBy(() -> BinaryArguments.measurement(odd.toString())).isInstanceOf(OwnerInputException.class);
    }

    @Test
    void refusesWhatIsNeitherFileNorBase64() {
        assertThatThrownBy(() -> BinaryArguments.measurement("no.such.file"))
                .isInstanceOf(OwnerInputException.class)
                .hasMessageStartingWith("measurement 'no.such.file': text, expected a file");
    }

    @Test
    void readsAMeasurementFromHexadecimal() {
        assertThat(BinaryArguments.measurement(MEASUREMENT.toHex()).encode()).isEqualTo(MEASUREMENT);
    }
}
