package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.OwnerInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryArgumentsTest {
    private static final Bytes MEASUREMENT = Bytes.fromHex("0005".repeat(24));

    @TempDir
    private Path directory;

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
