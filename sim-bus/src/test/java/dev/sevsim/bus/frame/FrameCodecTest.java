package dev.sevsim.bus.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.CodeTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads written out by hand after the rule in {@link FrameCodec}. */
class FrameCodecTest {
    static Stream<Arguments> payloads() {
        return Stream.of(
                Arguments.of(new MailboxCommand(0x0030_0001, 0x12_3456_7000L), "01003000 0070563412000000"),
                Arguments.of(new MailboxResponse(0x8000_0016), "16000080"),
                Arguments.of(
                        new DeviceCall(DeviceOperation.IOCTL, 3, 0xC010_5300, 0x7F00_0000_0000L),
                        "03000000 03000000 005310c0 00000000007f0000"),
                Arguments.of(new DeviceResult(-22), "eaffffffffffffff"),
                Arguments.of(
                        new VcpuEntry(
                                1,
                                new VmcbControl(2, 7, 0x4000, 0x5000),
                                new GuestRegisters(5, 6, 7, -1),
                                Bytes.of(9, 10)),
                        "01000000 02000000 07000000 0040000000000000 0050000000000000 0500000000000000"
                                + "0600000000000000 0700000000000000 ffffffffffffffff 02000000 090a"),
                Arguments.of(
                        new VcpuExit(
                                1,
                                new Intercept(ExitReason.IOIO, 0x3F8_0010, 3),
                                new GuestRegisters(4, 5, 6, 7),
                                Bytes.EMPTY),
                        "01000000 7b000000 1000f80300000000 0300000000000000 0400000000000000 0500000000000000"
                                + "0600000000000000 0700000000000000 00000000"),
                Arguments.of(new VcpuReset(258), "02010000"),
                Arguments.of(
                        new PlatformCertificates(Bytes.of(1), Bytes.of(2, 3), Bytes.EMPTY),
                        "01000000 01 02000000 0203 00000000"),
                Arguments.of(new LaunchBundle(5, Bytes.of(1), Bytes.of(2)), "05000000 01000000 01 01000000 02"),
                Arguments.of(
                        new LaunchMeasurement(Bytes.of(0xAA), 1, 55, 24, 5),
                        "01000000 aa 01000000 37000000 18000000 05000000"),
                Arguments.of(new LaunchSecretPacket(Bytes.of(1), Bytes.of(2)), "01000000 01 01000000 02"),
                Arguments.of(new OwnerRefusal("n\u00F6"), "03000000 6ec3b6"),
                Arguments.of(new Notice("A", ""), "01000000 41 00000000"));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void writesAndReadsEveryFrame(Frame frame, String digits) {
        Bytes expected = Bytes.fromHex(digits);
        ByteBuffer target = ByteBuffer.allocate(FrameCodec.payloadSize(frame));

        FrameCodec.encode(frame, target);

        assertThat(Bytes.copyOf(target.array())).isEqualTo(expected);
        assertThat(target.hasRemaining()).isFalse();
        assertThat(FrameCodec.decode(frame.type(), ByteBuffer.wrap(expected.toArray())))
                .isEqualTo(frame);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void refusesEveryCutAndEveryRest(Frame frame, String digits) {
        byte[] whole = Bytes.fromHex(digits).toArray();

        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> FrameCodec.decode(frame.type(), cut)).isInstanceOf(FrameFormatException.class);
        }
        ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> FrameCodec.decode(frame.type(), longer))
                .isInstanceOf(FrameFormatException.class)
                .hasMessage("payload: 1 bytes more, expected its end");
    }

    @Test
    void hasAFrameForEveryType() {
        assertThat(payloads().map(arguments -> ((Frame) arguments.get()[0]).type()))
                .containsExactlyInAnyOrder(FrameType.values());
        assertThat(CodeTable.of(FrameType.values(), FrameType::code).find(0x20)).contains(FrameType.VCPU_ENTRY);
    }
}
