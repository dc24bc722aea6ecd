package dev.sevsim.bus.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PayloadReaderTest {
    private static PayloadReader of(String digits) {
        return new PayloadReader(
                ByteBuffer.wrap(Bytes.fromHex(digits).toArray()).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static void expectRefusal(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(FrameFormatException.class).hasMessage(message);
    }

    @Test
    void readsEachKindOfField() {
        PayloadReader reader = of("78563412 efcdab8967452301 03000000 02000000 c3a4 03000000 010203");

        assertThat(reader.u32("a")).isEqualTo(0x1234_5678);
        assertThat(reader.u64("b")).isEqualTo(0x0123_4567_89AB_CDEFL);
        assertThat(reader.code("c", DeviceOperation::fromCode)).isEqualTo(DeviceOperation.IOCTL);
        assertThat(reader.text("d")).isEqualTo("\u00E4");
        assertThat(reader.bytes("e")).isEqualTo(Bytes.of(1, 2, 3));
        reader.end();
    }

    @Test
    void refusesFieldsThatAreCutShort() {
        expectRefusal(() -> of("010203").u32("a"), "a: 3 bytes left, expected 4 bytes");
        expectRefusal(() -> of("01020304050607").u64("b"), "b: 7 bytes left, expected 8 bytes");
        expectRefusal(() -> of("0100").bytes("c"), "c length: 2 bytes left, expected 4 bytes");
    }

    @Test
    void refusesLengthsBeyondThePayload() {
        expectRefusal(() -> of("04000000 010203").bytes("c"), "c length: 4, expected at most 3");
        expectRefusal(() -> of("ffffffff 010203").bytes("c"), "c length: 4294967295, expected at most 3");
        expectRefusal(() -> of("00000080").text("d"), "d length: 2147483648, expected at most 0");
    }

    @Test
    void refusesUnknownCodesOtherTextAndRests() {
        expectRefusal(() -> of("09000000").code("op", DeviceOperation::fromCode), "op: 0x9, expected a known code");
        expectRefusal(() -> of("02000000 c328").text("d"), "d: 2 other bytes, expected UTF-8");
        expectRefusal(() -> of("00").end(), "payload: 1 bytes more, expected its end");
    }
}
