package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import org.junit.jupiter.api.Test;

/** Expected values were computed with Python's hmac after docs/reference/sev-firmware-api.md section 5.2. */
class KeyDerivationTest {
    private static final Bytes NONCE = Bytes.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

    @Test
    void derivesTheThreeKeysOfASession() {
        byte[] shared = new byte[48];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = (byte) i;
        }

        SecretBytes master = KeyDerivation.masterSecret(SecretBytes.copyOf(shared), NONCE);

        assertThat(Bytes.copyOf(master.reveal())).hasToString("4039d2f8212ac953f32d1386f0f6cc7c");
        assertThat(Bytes.copyOf(KeyDerivation.keyEncryptionKey(master).reveal()))
                .hasToString("2c229c5221c46911f44e7a572661e755");
        assertThat(Bytes.copyOf(KeyDerivation.keyIntegrityKey(master).reveal()))
                .hasToString("76d204e620f1d36209e11640cdc6284a");
    }
}
