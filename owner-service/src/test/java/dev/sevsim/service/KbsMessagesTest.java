package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.owner.service.BundleRequest;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import dev.sevsim.service.KbsMessages.SecretCall;
import dev.sevsim.service.KbsMessages.UnreadableException;
import dev.sevsim.service.KbsMessages.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Against messages that the protobuf compiler's own code wrote: vectors/kbs-protobuf.json. */
class KbsMessagesTest {
    private static final String LAUNCH = "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11";

    private static byte[] vector(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                KbsMessagesTest.class.getResourceAsStream("/vectors/kbs-protobuf.json"), "vector file")) {
            return HexFormat.of()
                    .parseHex(JsonMapper.shared().readTree(in).get(name).asString());
        }
    }

    @Test
    void readsTheFieldsOfARealRequest() throws Exception {
        SecretCall call = KbsMessages.secretCall(vector("SecretRequest"));

        assertThat(call.launchId()).isEqualTo(LAUNCH);
        assertThat(call.measurement().policy()).isEqualTo(1);
        assertThat(call.measurement().apiMajor()).isEqualTo(1);
        assertThat(call.measurement().apiMinor()).isEqualTo(55);
        assertThat(call.measurement().buildId()).isEqualTo(24);
        assertThat(call.measurement().measurement().length()).isEqualTo(48);
        assertThat(call.measurement().measurement().toHex())
                .startsWith("000102030405")
                .endsWith("2d2e2f");
        assertThat(call.fwDigest().toHex())
                .isEqualTo("862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4");
        assertThat(call.wanted())
                .containsExactly(new Wanted("0a46e24d-478c-4eb1-8696-113eeec3aa99", "JSON", "bundle", "keyset-1"));
    }

    @Test
    void refusesAChainThatIsTooShort() throws IOException {
        byte[] message = vector("BundleRequest");
        assertThatThrownBy(() -> KbsMessages.bundleRequest(message, "web"))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("3 bytes");
    }

    @Test
    void cutsAWholeChain() throws Exception {
        byte[] chain = new byte[11536];
        chain[0] = 1;
        chain[2084] = 2;
        chain[8336] = 3;
        byte[] message = concat(
                KbsMessages.message(Base64.getEncoder().encodeToString(chain)),
                HexFormat.of().parseHex("10ffffffff0f"));

        BundleRequest request = KbsMessages.bundleRequest(message, "web");

        assertThat(request.image()).isEqualTo("web");
        assertThat(request.policy().word()).isEqualTo(-1);
        assertThat(request.certificates().pdh().length()).isEqualTo(2084);
        assertThat(request.certificates().pdh().u8(0)).isEqualTo(1);
        assertThat(request.certificates().chain().length()).isEqualTo(6252);
        assertThat(request.certificates().chain().u8(0)).isEqualTo(2);
        assertThat(request.certificates().ca().length()).isEqualTo(3200);
        assertThat(request.certificates().ca().u8(0)).isEqualTo(3);
    }

    @Test
    void writesTheBytesOfRealAnswers() throws Exception {
        byte[] secret = KbsMessages.secretResponse(new LaunchSecretPacket(fromBase64("SERS"), fromBase64("REFUQQ==")));
        byte[] bundle = KbsMessages.bundleResponse(new Granted(
                LaunchId.parse(LAUNCH).orElseThrow(),
                new LaunchBundle(1, fromBase64("R09ESA=="), fromBase64("U0VTUw==")),
                Instant.EPOCH));

        assertThat(secret).isEqualTo(vector("SecretResponse"));
        assertThat(bundle).isEqualTo(vector("BundleResponse"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void refusesOrReadsAnyBytesAndNeverFails(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = vector("SecretRequest");
        for (int i = 0; i < 2000; i++) {
            byte[] message = good.clone();
            for (int flips = random.nextInt(1, 8); flips > 0; flips--) {
                message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(KbsMessages.secretCall(message)).isNotNull();
            } catch (UnreadableException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static Bytes fromBase64(String text) {
        return Bytes.copyOf(Base64.getDecoder().decode(text));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return Bytes.concat(Bytes.copyOf(first), Bytes.copyOf(second)).toArray();
    }
}
