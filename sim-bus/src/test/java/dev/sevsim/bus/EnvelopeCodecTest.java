package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {
    static Stream<Frame> frames() {
        return Samples.frames().stream();
    }

    @Test
    void samplesHaveEveryType() {
        assertThat(frames().map(Frame::type)).containsExactlyInAnyOrder(FrameType.values());
    }

    @Test
    void laysTheHeaderOutAsDocumented() {
        Bytes raw = EnvelopeCodec.encode(Samples.request(new MailboxCommand(0x0030_0001, 0x1122_3344_5566_7788L)));

        assertThat(raw.toHex())
                .isEqualTo("53564246" + "0100" + "0100" + "03" + "04" + "01" + "00" + "0807060504030201" + "0c000000"
                        + "01003000" + "8877665544332211");
    }

    @Test
    void laysTextOutWithItsLength() {
        Bytes raw = EnvelopeCodec.encode(
                new Envelope(Party.VMM, Party.GUEST, EnvelopeKind.NOTICE, 0, new Notice("RESUME", "é")));

        assertThat(raw.from(EnvelopeCodec.HEADER_SIZE).toHex()).isEqualTo("06000000" + "524553554d45" + "02000000c3a9");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void comesBackAsItWas(Frame frame) {
        for (EnvelopeKind kind : EnvelopeKind.values()) {
            Envelope envelope = new Envelope(Party.GUEST, Party.OWNER, kind, -1, frame);

            assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(envelope))).isEqualTo(envelope);
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void refusesEveryTruncationAndAnExtraByte(Frame frame) {
        Bytes raw = EnvelopeCodec.encode(Samples.request(frame));

        for (int length = 0; length < raw.length(); length++) {
            Bytes cut = raw.slice(0, length);
            assertThatThrownBy(() -> EnvelopeCodec.decode(cut)).isInstanceOf(FrameFormatException.class);
        }
        assertThatThrownBy(() -> EnvelopeCodec.decode(raw.paddedTo(raw.length() + 1)))
                .isInstanceOf(FrameFormatException.class);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void refusesAPayloadCutShortUnderAHonestLength(Frame frame) {
        Bytes raw = EnvelopeCodec.encode(Samples.request(frame));

        for (int length = EnvelopeCodec.HEADER_SIZE; length < raw.length(); length++) {
            byte[] cut = raw.slice(0, length).toArray();
            Bytes.u32Le(length - EnvelopeCodec.HEADER_SIZE).copyTo(cut, 20);
            assertThatThrownBy(() -> EnvelopeCodec.decode(Bytes.copyOf(cut))).isInstanceOf(FrameFormatException.class);
        }
    }

    @ParameterizedTest(name = "byte {0} set to {1}: {2}")
    @CsvSource({
        "0, 0, magic: 0x46425600",
        "4, 2, 'version: 0x2, expected 0x1'",
        "6, 255, 'frame type: 0xff, expected a known code'",
        "8, 0, 'from: 0x0'",
        "9, 6, 'to: 0x6'",
        "10, 4, 'kind: 0x4'",
        "11, 1, 'reserved byte: 0x1, expected 0x0'",
        "20, 5, 'payload length: 5, expected 4'"
    })
    void namesTheHeaderFieldAtFault(int offset, int value, String message) {
        byte[] raw =
                EnvelopeCodec.encode(Samples.request(new MailboxResponse(1))).toArray();
        raw[offset] = (byte) value;

        assertThatThrownBy(() -> EnvelopeCodec.decode(Bytes.copyOf(raw)))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 0x0F, 0x12, 0x23, 0x35, 0x41, 0x101, 0xFFFF})
    void refusesUnknownTypeCodes(int type) {
        byte[] raw =
                EnvelopeCodec.encode(Samples.request(new MailboxResponse(1))).toArray();
        raw[6] = (byte) type;
        raw[7] = (byte) (type >>> 8);

        assertThatThrownBy(() -> EnvelopeCodec.decode(Bytes.copyOf(raw)))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining("frame type");
    }

    @ParameterizedTest(name = "byte {0} is {1}: {2}")
    @CsvSource({"27, 0xFF, kind length", "28, 0x80, UTF-8"})
    void refusesALengthBeyondTheIntegersAndTextThatIsNotUtf8(int at, int value, String problem) {
        byte[] raw = EnvelopeCodec.encode(Samples.request(new Notice("A", "B"))).toArray();
        raw[at] = (byte) value;

        assertThatThrownBy(() -> EnvelopeCodec.decode(Bytes.copyOf(raw)))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining(problem);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersEveryDamagedFrameWithAFrameOrTheDeclaredException(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Frame> frames = Samples.frames();
        byte[] raw = EnvelopeCodec.encode(Samples.request(frames.get(random.nextInt(frames.size()))))
                .toArray();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
        }

        Throwable thrown = catchThrowable(() -> EnvelopeCodec.encode(EnvelopeCodec.decode(Bytes.copyOf(raw))));

        if (thrown == null) {
            assertThat(EnvelopeCodec.encode(EnvelopeCodec.decode(Bytes.copyOf(raw))))
                    .isEqualTo(Bytes.copyOf(raw));
        } else {
            assertThat(thrown).isInstanceOf(FrameFormatException.class);
        }
    }
}
