package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.DefaultSecrets;
import dev.sevsim.owner.OwnerInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final String GUID = "e6f5a162-d67f-4750-a67c-5d065f2a9910";
    private static final Bytes MEASUREMENT = Bytes.fromHex("0005".repeat(24));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0x1, 1",
        "0X5, 5",
        "10, 16",
        "0xff0001, 16711681",
        "ffffffff, -1",
        "0x80000000, -2147483648"
    })
    void readsPoliciesInHexadecimal(String text, int word) {
        assertThat(Arguments.policy(text).word()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "zz", "-1", "0x100000000", "1 "})
    void refusesOtherPolicies(String text) {
        assertThatThrownBy(() -> Arguments.policy(text))
                .isInstanceOf(InputException.class)
                .hasMessage("policy '" + text + "' is not a hexadecimal word of 32 bits, expected for instance 0x1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "255, 255", "0xff, 255", "0XA, 10"})
    void readsNumbers(String text, long value) {
        assertThat(Arguments.number("--build-id", text, 255)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "256", "0x100", "0xffffffffffffffff", "1.0"})
    void refusesNumbersOutOfRange(String text) {
        assertThatThrownBy(() -> Arguments.number("--build-id", text, 255))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--build-id '" + text + "' is not a number from 0 to 255");
    }

    @Test
    void givesTheSamplesWhereNoSecretIsGiven() {
        assertThat(Arguments.secrets(List.of())).isEqualTo(DefaultSecrets.entries());
    }

    @Test
    void readsSecretsFromTextAndFiles() throws IOException {
        Path file = Files.write(directory.resolve("key"), new byte[] {0, 1, (byte) 0xFF});

        List<SecretTable.Entry> entries = Arguments.secrets(List.of(
                GUID + "=a=b@c",
                "736869e5-84f0-4973-92ec-06879ce3da0b=@" + file,
                "00000000-0000-0000-0000-000000000001="));

        assertThat(entries)
                .extracting(SecretTable.Entry::data)
                .containsExactly(
                        SecretBytes.of(Bytes.ofAscii("a=b@c")),
                        SecretBytes.of(Bytes.of(0, 1, 0xFF)),
                        SecretBytes.zeros(0));
        assertThat(entries.get(0).guid()).hasToString(GUID);
    }

    @ParameterizedTest
    @ValueSource(strings = {GUID, "", "@file"})
    void refusesASecretWithoutAValue(String text) {
        assertThatThrownBy(() -> Arguments.secrets(List.of(text)))
                .isInstanceOf(InputException.class)
                .hasMessage("--secret needs GUID=@FILE, GUID=TEXT or GUID:FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234", "e6f5a162-d67f-4750-a67c-5d065f2a991", "g6f5a162-d67f-4750-a67c-5d065f2a9910"})
    void refusesASecretWithoutAGuid(String guid) {
        assertThatThrownBy(() -> Arguments.secrets(List.of(guid + "=plain-secret")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--secret: '" + guid + "' is not a GUID")
                .hasMessageNotContaining("plain-secret");
    }

    @Test
    void refusesAGuidThatComesTwice() {
        assertThatThrownBy(() -> Arguments.secrets(List.of(GUID + "=a", GUID.toUpperCase(Locale.ROOT) + "=b")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--secret " + GUID + " is given twice");
    }

    @Test
    void refusesAMissingSecretFile() {
        Path none = directory.resolve("none");

        assertThatThrownBy(() -> Arguments.secrets(List.of(GUID + "=@" + none)))
                .isInstanceOf(InputException.class)
                .hasMessage("secret file " + none + " does not exist");
    }

    @Test
    void readsAMeasurementFromBase64() {
        String text = Base64.getEncoder().encodeToString(MEASUREMENT.toArray());

        assertThat(Arguments.measurement(" " + text + "\n").encode()).isEqualTo(MEASUREMENT);
    }

    @Test
    void readsAMeasurementFromARawOrEncodedFile() throws IOException {
        Path raw = Files.write(directory.resolve("raw"), MEASUREMENT.toArray());
        Path encoded = Files.writeString(
                directory.resolve("encoded"), Base64.getEncoder().encodeToString(MEASUREMENT.toArray()) + "\n");

        assertThat(Arguments.measurement(raw.toString()).encode()).isEqualTo(MEASUREMENT);
        assertThat(Arguments.measurement(encoded.toString()).encode()).isEqualTo(MEASUREMENT);
    }

    @Test
    void refusesAMeasurementOfAnotherSize() throws IOException {
        Path odd = Files.write(directory.resolve("odd"), new byte[47]);

        assertThatThrownBy(() -> Arguments.measurement("AAAA"))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("measurement 'AAAA': hexadecimal text of 2 bytes,"
                        + " expected a file, or the base64 or hexadecimal text of 48 bytes");
        assertThatThrownBy(() -> Arguments.measurement(odd.toString())).isInstanceOf(OwnerInputException.class);
    }

    @Test
    void refusesWhatIsNeitherFileNorBase64() {
        assertThatThrownBy(() -> Arguments.measurement("no.such.file"))
                .isInstanceOf(OwnerInputException.class)
                .hasMessageStartingWith("measurement 'no.such.file': text, expected a file");
    }

    @Test
    void readsAMeasurementFromHexadecimal() {
        assertThat(Arguments.measurement(MEASUREMENT.toHex()).encode()).isEqualTo(MEASUREMENT);
    }

    @Test
    void takesSecretsAsOtherToolsNameThem() throws IOException {
        Path file = Files.write(directory.resolve("key"), new byte[] {7});

        List<SecretTable.Entry> entries = Arguments.secrets(List.of("luks-key:" + file, GUID + ":" + file));

        assertThat(entries.get(0).guid()).isEqualTo(SecretTable.DISK_PASSPHRASE);
        assertThat(entries.get(1).guid()).hasToString(GUID);
        assertThat(entries).extracting(SecretTable.Entry::data).containsOnly(SecretBytes.of(Bytes.of(7)));
        assertThatThrownBy(() -> Arguments.secrets(List.of("00000000-0000-0000-0000-000000000000=a")))
                .hasMessage("--secret: the all-zero GUID marks deleted entries, use another one");
    }

    @Test
    void measuresFilesForTheProgressBar() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[7]);

        assertThat(Arguments.size(file)).isEqualTo(7);
        assertThat(Arguments.size(directory.resolve("none"))).isZero();
    }
}
