package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    @Test
    void neverShowsItsContentAsText() {
        byte[] content = "hunter2!".getBytes(StandardCharsets.US_ASCII);

        assertThat(SecretBytes.copyOf(content)).hasToString("SecretBytes[8 bytes]");
    }

    @Test
    void hasAHashCodeThatTellsOnlyTheLength() {
        assertThat(SecretBytes.of(Bytes.of(1, 2)).hashCode())
                .isEqualTo(SecretBytes.of(Bytes.of(3, 4)).hashCode());
    }

    @Test
    void comparesByContent() {
        assertThat(SecretBytes.of(Bytes.of(1, 2))).isEqualTo(SecretBytes.of(Bytes.of(1, 2)));
        assertThat(SecretBytes.of(Bytes.of(1, 2))).isNotEqualTo(SecretBytes.of(Bytes.of(1, 3)));
        assertThat(SecretBytes.of(Bytes.of(1, 2))).isNotEqualTo(Bytes.of(1, 2));
    }

    @Test
    void givesCopiesOnly() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3}, 1, 2);

        secret.reveal()[0] = 9;

        assertThat(secret.reveal()).containsExactly(2, 3);
    }

    @Test
    void refusesToRevealAfterAWipe() {
        SecretBytes secret = SecretBytes.of(Bytes.of(7));

        secret.wipe();

        assertThat(secret.isWiped()).isTrue();
        assertThatThrownBy(secret::reveal).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesRangesThatLeaveTheSource() {
        assertThatThrownBy(() -> SecretBytes.copyOf(new byte[16], 8, 16)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
