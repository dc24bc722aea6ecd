package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class FrameDissectorTest {
    @Test
    void namesPathsCommandsAndErrnos() {
        assertThat(Dissected.of(
                        FrameDissector.of("device.call", Bytes.fromHex("0100000001000000020000000000000000000000"))
                                .orElseThrow()))
                .containsExactly(
                        "0 0+4 operation=OPEN", "0 4+4 file=1 /dev/sev", "0 8+4 request=0x2", "0 12+8 argument=0x0");
        assertThat(Dissected.of(FrameDissector.of("device.result", Bytes.fromHex("fbffffffffffffff"))
                        .orElseThrow()))
                .containsExactly("0 0+8 value=-5 (EIO)");
        assertThat(Dissected.of(FrameDissector.of("mailbox.command", Bytes.fromHex("0100300000f0efff00000000"))
                        .orElseThrow()))
                .containsExactly("0 0+4 commandRegister=0x300001 LAUNCH_START", "0 4+8 bufferAddress=0xffeff000");
        assertThat(Dissected.of(FrameDissector.of("mailbox.response", Bytes.fromHex("04000080"))
                        .orElseThrow()))
                .containsExactly("0 0+4 responseRegister=0x80000004 INVALID_LENGTH");
    }

    @Test
    void takesLengthsAndTextsApart() {
        assertThat(Dissected.of(FrameDissector.of("owner.refusal", Bytes.fromHex("020000006e6f"))
                        .orElseThrow()))
                .containsExactly("0 0+4 reason.length=2", "0 4+2 reason=no");
    }

    @Test
    void isEmptyForWhatIsNoFrame() {
        assertThat(FrameDissector.of("host.act", Bytes.EMPTY)).isEmpty();
        assertThat(FrameDissector.of("mailbox.command", Bytes.of(1, 2))).isEmpty();
    }
}
