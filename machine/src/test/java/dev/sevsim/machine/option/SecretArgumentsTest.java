package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.DefaultSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretArgumentsTest {
    private static final String GUID = "e6f5a162-d67f-4750-a67c-5d065f2a9910";

    @TempDir
    private Path directory;

    @Test
    void givesTheSamplesWhereNoSecretIsGiven() {
        assertThat(SecretArguments.parse(List.of())).isEqualTo(DefaultSecrets.entries());
    }

    @Test
    void readsSecretsFromTextAndFiles() throws IOException {
        Path file = Files.write(directory.resolve("key"), new byte[] {0, 1, (byte) 0xFF});

        List<SecretTable.Entry> entries = SecretArguments.parse(List.of(
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
        assertThatThrownBy(() -> SecretArguments.parse(List.of(text)))
                .isInstanceOf(InputException.class)
                .hasMessage("--secret needs GUID=@FILE, GUID=TEXT or GUID:FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234", "e6f5a162-d67f-4750-a67c-5d065f2a991", "g6f5a162-d67f-4750-a67c-5d065f2a9910"})
    void refusesASecretWithoutAGuid(String guid) {
        assertThatThrownBy(() -> SecretArguments.parse(List.of(guid + "=plain-secret")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--secret: '" + guid + "' is not a GUID")
                .hasMessageNotContaining("plain-secret");
    }

    @Test
    void refusesAGuidThatComesTwice() {
        assertThatThrownBy(() -> SecretArguments.parse(List.of(GUID + "=a", GUID.toUpperCase(Locale.ROOT) + "=b")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--secret " + GUID + " is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"luks-key=@", "luks-key:"})
    void refusesAnEmptyPath(String secret) {
        assertThatThrownBy(() -> SecretArguments.parse(List.of(secret)))
                .isInstanceOf(InputException.class)
                .hasMessage("--secret luks-key: the path is empty");
    }

    @Test
    void refusesAMissingSecretFile() {
        Path none = directory.resolve("none");

        assertThatThrownBy(() -> SecretArguments.parse(List.of(GUID + "=@" + none)))
                .isInstanceOf(InputException.class)
                .hasMessage("secret file " + none + " does not exist");
    }

    @Test
    void takesSecretsAsOtherToolsNameThem() throws IOException {
        Path file = Files.write(directory.resolve("key"), new byte[] {7});

        List<SecretTable.Entry> entries = SecretArguments.parse(List.of("luks-key:" + file, GUID + ":" + file));

        assertThat(entries.get(0).guid()).isEqualTo(SecretTable.DISK_PASSPHRASE);
        assertThat(entries.get(1).guid()).hasToString(GUID);
        assertThat(entries).extracting(SecretTable.Entry::data).containsOnly(SecretBytes.of(Bytes.of(7)));
        assertThatThrownBy(() -> SecretArguments.parse(List.of("00000000-0000-0000-0000-000000000000=a")))
                .hasMessage("--secret: the all-zero GUID marks deleted entries, use another one");
    }
}
