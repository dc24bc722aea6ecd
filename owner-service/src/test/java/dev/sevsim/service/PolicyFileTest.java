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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** The schema finds what is wrong with the form; the rest is found when the policy is read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema|\"image\":\"web\"|\"image\":\"a/b\"|/image is wrong",
                "schema|\"image\":\"web\",|''|/image is missing",
                "schema|[\"ark.cert\"]|[]|/roots is wrong",
                "schema|[\"ark.cert\"]|[7]|/roots/0 is wrong",
                "schema|0011|00G1|/digests/0 is wrong",
                "schema|\"1.40\"|\"one\"|/minimumApi is wrong",
                "schema|\"1.40\"|1.4|/minimumApi is wrong",
                "schema|[24,255]|[24,256]|/builds/1 is wrong",
                "schema|[24,255]|[2.5]|/builds/0 is wrong",
                "schema|\"0x5\"|\"5\"|/requiredPolicyBits is wrong",
                "schema|\"0x80000000\"|\"0x180000000\"|/forbiddenPolicyBits is wrong",
                "schema|\"text\":\"open\"|\"text\":\"open\",\"file\":\"x\"|/secrets/0 is wrong",
                "schema|\"text\":\"open\"|\"test\":\"open\"|/secrets/0/test is unknown",
                "schema|\"chips\"|\"chip\"|/chip is unknown",
                "reader|ark.cert|none.cert|none.cert",
                "reader|ark.cert|key.bin|root certificate",
                "reader|key.bin|none.bin|does not exist",
                "reader|736869e5|x|/secrets/0/guid is wrong",
                "reader|\"1.40\"|\"1.256\"|/minimumApi is wrong",
                "reader|{\"image\"|{\"image\":\"web\",\"image\"|has a member twice",
                "reader|\"image\"|image|it is no JSON",
            })
    void namesThePlaceThatIsWrong(String finder, String good, String bad, String message) {
        String text = changed(good, bad);
        assertThat(text).isNotEqualTo(GOOD);
        if (finder.equals("schema")) {
            assertThat(Schemas.problems(Schemas.policy(), text)).isNotEmpty();
            assertThatThrownBy(() -> read(text)).hasMessageContaining("policy.json");
        }
        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    /** The good policy with the first {@code good} replaced. */
    private static String changed(String good, String bad) {
        return GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
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
