package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class Sha256Test {
    /** FIPS 180-4 example "abc". */
    @Test
    void hashesThePublishedExample() {
        assertThat(Sha256.hex(Bytes.ofAscii("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
