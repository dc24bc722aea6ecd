package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TappedFrameTest {
    @ParameterizedTest
    @CsvSource({"0, ''", "-1, ''", "1, 2a", "3, 2a2a2a"})
    void takesThePayloadFromBehindTheHeader(int beyondHeader, String payload) {
        Bytes raw = Bytes.fromHex("2a".repeat(EnvelopeCodec.HEADER_SIZE + beyondHeader));

        assertThat(new TappedFrame(Party.HOST, Party.PSP, Optional.empty(), raw).payload())
                .isEqualTo(Bytes.fromHex(payload));
    }
}
