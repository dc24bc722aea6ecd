package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values were computed with Python's hmac and openssl's AES-128-CTR. */
class TransportKeysTest {
    private static final Bytes NONCE = Bytes.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    private static final Bytes IV = Bytes.fromHex("404142434445464748494a4b4c4d4e4f");
    private static final Bytes POLICY = Bytes.u32Le(5);
    private static final LaunchSession SESSION = new LaunchSession(
            NONCE,
            Bytes.fromHex("e7ba94d001b2121344e2c8dba142eab85311ace4096e4c9a9d1014fb0435caf0"),
            IV,
            Bytes.fromHex("313cc1b0571e7554e7a6f7a97469661c5a7e38f3bfe7fca293b30e8405903def"),
            Bytes.fromHex("d8149737e564648068d91f8d0b20db9c1ac8df416ce41b77a99906085c773ca1"));

    private final TransportKeys keys = new TransportKeys(ascending(0x10, 16), ascending(0x20, 16));
    private final SecretBytes shared = ascending(0, 48);

    private static SecretBytes ascending(int first, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (first + i);
        }
        return SecretBytes.copyOf(content);
    }

    @Test
    void wrapsKeysIntoASession() {
        assertThat(keys.wrap(shared, NONCE, IV, POLICY)).isEqualTo(SESSION);
    }

    @Test
    void opensASession() {
        assertThat(TransportKeys.open(SESSION, shared, POLICY)).contains(keys);
    }

    @Test
    void opensNothingUnderAnotherPolicyOrSecret() {
        assertThat(TransportKeys.open(SESSION, shared, Bytes.u32Le(4))).isEqualTo(Optional.empty());
        assertThat(TransportKeys.open(SESSION, ascending(1, 48), POLICY)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0x00, 0x0F, 0x10, 0x2F, 0x40, 0x5F, 0x60, 0x7F})
    void opensNothingWithAFlippedBit(int at) {
        byte[] raw = SESSION.encode().toArray();
        raw[at] ^= 1;

        assertThat(TransportKeys.open(LaunchSession.CODEC.decode(Bytes.copyOf(raw)), shared, POLICY))
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, 32})
    void refusesKeysOfAnotherLength(int length) {
        assertThatThrownBy(() -> new TransportKeys(SecretBytes.zeros(length), SecretBytes.zeros(16)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransportKeys(SecretBytes.zeros(16), SecretBytes.zeros(length)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
