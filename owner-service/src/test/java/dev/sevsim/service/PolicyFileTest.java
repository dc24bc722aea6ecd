package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.ChipIdentity;
import dev.sevsim.owner.service.ImagePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final String DIGEST = "00112233445566778899aabbccddeeff".repeat(2);
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String GOOD = "{\"image\":\"web\",\"roots\":[\"ark.cert\"],\"digests\":[\"" + DIGEST
            + "\"],\"minimumApi\":\"1.40\",\"builds\":[24,255],\"requiredPolicyBits\":\"0x5\","
            + "\"forbiddenPolicyBits\":\"0x80000000\",\"chips\":[\"" + DIGEST + "\"],\"secrets\":[{\"guid\":\"" + GUID
            + "\",\"text\":\"open\"},{\"guid\":\"00000000-0000-0000-0000-000000000001\",\"file\":\"key.bin\"}]}";

    @TempDir
    private Path directory;

    @BeforeEach
    void writeWhatItNames() throws IOException {
        Files.write(directory.resolve("ark.cert"), TestRoots.ark().toArray());
        Files.write(directory.resolve("key.bin"), new byte[100]);
    }

    private ImagePolicy read(String text) throws IOException {
        return PolicyFile.read(Files.writeString(directory.resolve("policy.json"), text));
    }

    @Test
    void readsEveryMember() throws IOException {
        ImagePolicy image = read(GOOD);

        assertThat(Schemas.problems(Schemas.policy(), GOOD)).isEmpty();
        assertThat(image.name()).isEqualTo("web");
        assertThat(image.digests()).containsExactly(Bytes.fromHex(DIGEST));
        assertThat(image.minimumVersion()).isEqualTo(new ApiVersion(1, 40));
        assertThat(image.builds()).containsExactlyInAnyOrder(24, 255);
        assertThat(image.requiredBits()).isEqualTo(5);
        assertThat(image.forbiddenBits()).isEqualTo(0x8000_0000);
        assertThat(image.chips()).containsExactly(new ChipIdentity(Bytes.fromHex(DIGEST)));
        assertThat(image.secrets()).isPresent();
    }

    @Test
    void leavesOutWhatIsNotDemanded() throws IOException {
        String least = "{\"image\":\"a\",\"roots\":[\"ark.cert\"],\"digests\":[\"" + DIGEST + "\"]}";
        ImagePolicy image = read(least);

        assertThat(Schemas.problems(Schemas.policy(), least)).isEmpty();
        assertThat(image.minimumVersion()).isEqualTo(new ApiVersion(0, 0));
        assertThat(image.builds()).isEmpty();
        assertThat(image.chips()).isEmpty();
        assertThat(image.requiredBits() | image.forbiddenBits()).isZero();
        assertThat(image.secrets()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"image\":\"web\"|\"image\":\"a/b\"|/image is wrong",
                "\"image\":\"web\",|''|/image is missing",
                "[\"ark.cert\"]|[]|/roots is wrong",
                "[\"ark.cert\"]|[7]|/roots/0 is wrong",
                "0011|00G1|/digests/0 is wrong",
                "\"1.40\"|\"one\"|/minimumApi is wrong",
                "\"1.40\"|1.4|/minimumApi is wrong",
                "[24,255]|[24,256]|/builds/1 is wrong",
                "[24,255]|[2.5]|/builds/0 is wrong",
                "\"0x5\"|\"5\"|/requiredPolicyBits is wrong",
                "\"0x80000000\"|\"0x180000000\"|/forbiddenPolicyBits is wrong",
                "\"text\":\"open\"|\"text\":\"open\",\"file\":\"x\"|/secrets/0 is wrong",
                "\"text\":\"open\"|\"test\":\"open\"|/secrets/0/test is unknown",
                "\"chips\"|\"chip\"|/chip is unknown",
            })
    void namesThePlaceThatIsWrongAsTheSchemaDoes(String good, String bad, String message) {
        String text =
                GOOD.replaceFirst(java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad));
        assertThat(text).isNotEqualTo(GOOD);
        assertThat(Schemas.problems(Schemas.policy(), text)).isNotEmpty();
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("policy.json")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ark.cert|none.cert|none.cert",
                "ark.cert|key.bin|ARK certificate",
                "key.bin|none.bin|does not exist",
                "736869e5|x|/secrets/0/guid is wrong",
                "\"1.40\"|\"1.256\"|/minimumApi is wrong",
                "{\"image\"|{\"image\":\"web\",\"image\"|has a member twice",
                "\"image\"|image|it is no JSON",
            })
    void namesWhatNoSchemaCanTell(String good, String bad, String message) {
        String text =
                GOOD.replaceFirst(java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad));
        assertThatThrownBy(() -> read(text)).hasMessageContaining(message).isInstanceOfAny(InputException.class);
    }

    @Test
    void neverShowsASecret() {
        assertThatThrownBy(() -> read(GOOD.replace("\"file\":\"key.bin\"", "\"text\":\"sesame\",\"more\":1")))
                .isInstanceOf(InputException.class)
                .message()
                .doesNotContain("sesame")
                .doesNotContain("open");
    }
}
