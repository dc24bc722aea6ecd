package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.secret.SecretTable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultSecretsTest {
    @Test
    void areTheGuidsOfTheKernelsListings() {
        assertThat(DefaultSecrets.entries())
                .extracting(entry -> entry.guid().toString())
                .containsExactly(
                        "736870e5-84f0-4973-92ec-06879ce3da0b",
                        "83c83f7f-1356-4975-8b7e-d3a0b54312c6",
                        "9553f55d-3da2-43ee-ab5d-ff17f78864d2",
                        "e6f5a162-d67f-4750-a67c-5d065f2a9910");
    }

    @Test
    void endInTheSecretThatTheListingsDump() {
        List<SecretTable.Entry> entries = DefaultSecrets.entries();
        byte[] data = entries.get(3).data().reveal();

        assertThat(entries.get(3).guid()).isEqualTo(DefaultSecrets.KATA);
        assertThat(new String(data, 0, 26, StandardCharsets.US_ASCII)).isEqualTo("these-are-the-kata-secrets");
        assertThat(HexFormat.of().formatHex(data, 26, data.length)).isEqualTo("0001020304050607");
    }

    @Test
    void holdSomethingEach() {
        assertThat(DefaultSecrets.entries()).allMatch(entry -> entry.data().length() > 0);
    }

    @Test
    void fitTheSmallestSecretArea() {
        assertThat(new SecretTable(DefaultSecrets.entries()).paddedLength()).isLessThan(0xC00);
    }
}
