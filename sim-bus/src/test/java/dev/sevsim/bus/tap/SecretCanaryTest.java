package dev.sevsim.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.VcpuExit;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretCanaryTest {
    private static TappedFrame tapped(Frame frame) {
        Envelope envelope = new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 1, frame);
        return new TappedFrame(Party.HOST, Party.PSP, Optional.of(envelope), EnvelopeCodec.encode(envelope));
    }

    @ParameterizedTest(name = "secret of {0} bytes at {1}")
    @CsvSource({"1, 0", "16, 0", "16, 7", "16, 48", "64, 0"})
    void tellsOfASecretWithoutShowingIt(int length, int offset) {
        byte[] secret = new byte[length];
        java.util.Arrays.fill(secret, (byte) 0xA7);
        byte[] payload = new byte[64];
        System.arraycopy(secret, 0, payload, offset, length);
        SecretCanary canary = new SecretCanary(Map.of("disk key", SecretBytes.copyOf(secret)));

        assertThat(canary.inspect(tapped(new LaunchSecretPacket(Bytes.zeros(64), Bytes.EMPTY))))
                .isEqualTo(Verdict.pass());
        assertThat(canary.leaks()).isEmpty();
        assertThat(canary.inspect(tapped(new LaunchSecretPacket(Bytes.copyOf(payload), Bytes.EMPTY))))
                .isEqualTo(Verdict.pass());
        assertThat(canary.leaks())
                .containsExactly(new SecretCanary.Leak(
                        "disk key", "disk key", Party.HOST, Party.PSP, "owner.launch-secret", 4 + offset));
        assertThat(canary.leaks().toString()).doesNotContain("a7");
    }

    /** A guest that writes a key to a port byte by byte, with other ports and other vCPUs in between. */
    @Test
    void findsASecretThatIsWrittenByteByByte() {
        byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        SecretCanary canary = new SecretCanary(Map.of("disk key", SecretBytes.copyOf(secret)));

        for (byte b : secret) {
            canary.inspect(tapped(out(0, 0x3F8, b)));
            canary.inspect(tapped(out(1, 0x3F8, 'x')));
            canary.inspect(tapped(out(0, 0x80, 'y')));
        }

        assertThat(canary.leaks()).extracting(SecretCanary.Leak::secret).containsOnly("disk key");
        assertThat(canary.leaks())
                .last()
                .isEqualTo(new SecretCanary.Leak("disk key", "disk key", Party.HOST, Party.PSP, "vcpu.exit", 0));
    }

    private static VcpuExit out(int vcpu, int port, int value) {
        return new VcpuExit(
                vcpu,
                new Intercept(ExitReason.IOIO, (long) port << 16 | 1 << 4, 1),
                GuestRegisters.ofRax(value),
                Bytes.EMPTY);
    }

    @Test
    void refusesToWatchForNothing() {
        assertThatThrownBy(() -> new SecretCanary(Map.of("empty", SecretBytes.zeros(0))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
