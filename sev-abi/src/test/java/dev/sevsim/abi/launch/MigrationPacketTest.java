package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The migration packet of docs/reference/sev-firmware-api.md section 9.4, computed there with Python and OpenSSL. */
class MigrationPacketTest {
    private static final TransportKeys KEYS = new TransportKeys(
            SecretBytes.of(Bytes.fromHex("101112131415161718191a1b1c1d1e1f")),
            SecretBytes.of(Bytes.fromHex("202122232425262728292a2b2c2d2e2f")));
    private static final Bytes IV = Bytes.fromHex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");
    private static final Bytes PLAINTEXT =
            Bytes.fromHex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");
    private static final Bytes CIPHERTEXT =
            Bytes.fromHex("ea8bfa208394345e9635d2a2a62ded7ef881ff2fc4b0d21313020a6f57867420");
    private static final Bytes MAC = Bytes.fromHex("23904db4f297e5d64be81f541cbaf0ccdff645cbd3c4c77944e1c8537b53fb87");
    private static final Bytes MAC_OF_CONTEXT_3 =
            Bytes.fromHex("ad91e78dc5756672a8e1f32a972d7f9eb8b4e53da44fa3dfeb2c6c5f60f4c1fc");

    @Test
    void sealsTheWorkedExample() {
        byte[] content = PLAINTEXT.toArray();

        SecretHeader header = MigrationPacket.seal(KEYS, MigrationPacket.CONTEXT_DATA, IV, content);

        assertThat(Bytes.copyOf(content)).isEqualTo(CIPHERTEXT);
        assertThat(header).isEqualTo(new SecretHeader(0, IV, MAC));
    }

    @Test
    void takesTheContextByteAsItIsGiven() {
        byte[] content = PLAINTEXT.toArray();

        SecretHeader header = MigrationPacket.seal(KEYS, MigrationPacket.CONTEXT_VMSA, IV, content);

        assertThat(header.mac()).isEqualTo(MAC_OF_CONTEXT_3);
    }

    @Test
    void opensTheWorkedExample() {
        byte[] content = CIPHERTEXT.toArray();
        SecretHeader header = new SecretHeader(0, IV, MAC);

        assertThat(MigrationPacket.macHolds(KEYS.tik(), MigrationPacket.CONTEXT_DATA, header, 32, content))
                .isTrue();
        MigrationPacket.open(KEYS.tek(), header, content);

        assertThat(Bytes.copyOf(content)).isEqualTo(PLAINTEXT);
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] content = CIPHERTEXT.toArray();
        Bytes whole = Bytes.concat(new SecretHeader(0, IV, MAC).encode(), CIPHERTEXT);

        for (int bit = 0; bit < whole.length() * 8; bit++) {
            Bytes changed = Flip.bit(whole, bit);
            SecretHeader header = SecretHeader.CODEC.decode(changed.slice(0, SecretHeader.SIZE));
            assertThat(MigrationPacket.macHolds(
                            KEYS.tik(),
                            MigrationPacket.CONTEXT_DATA,
                            header,
                            32,
                            changed.from(SecretHeader.SIZE).toArray()))
                    .as("bit %d", bit)
                    .isFalse();
        }
        assertThat(MigrationPacket.macHolds(
                        KEYS.tik(), MigrationPacket.CONTEXT_VMSA, new SecretHeader(0, IV, MAC), 32, content))
                .isFalse();
        assertThat(MigrationPacket.macHolds(
                        KEYS.tik(), MigrationPacket.CONTEXT_DATA, new SecretHeader(0, IV, MAC), 48, content))
                .isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void opensWhatItSeals(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] content = new byte[16 * random.nextInt(1, 0x501)];
        random.nextBytes(content);
        byte[] packet = content.clone();

        SecretHeader header = MigrationPacket.seal(KEYS, MigrationPacket.CONTEXT_DATA, IV, packet);
        MigrationPacket.open(KEYS.tek(), header, packet);

        assertThat(packet).isEqualTo(content);
    }
}
