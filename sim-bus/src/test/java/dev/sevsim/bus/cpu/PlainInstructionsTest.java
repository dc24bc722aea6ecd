package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exits and their answers as AMD's manual, volume 2, chapter 15 has them. */
class PlainInstructionsTest {
    private record Exit(Intercept intercept, GuestRegisters registers, Bytes data) {}

    private final List<Exit> exits = new ArrayList<>();
    private GuestRegisters answer = GuestRegisters.NONE;
    private Bytes answered = Bytes.EMPTY;
    private final PlainInstructions plain = new PlainInstructions((intercept, registers, data) -> {
        exits.add(new Exit(intercept, registers, data));
        return new VcpuEntry(0, new VmcbControl(1, 0, 0, 0), answer, answered);
    });

    @ParameterizedTest(name = "width {0}")
    @CsvSource({"1, 0x60_0011, 0xEE", "2, 0x60_0021, 0xDDEE", "4, 0x60_0041, 0xAABB_DDEE"})
    void takesAsMuchOfTheAnswerAsThePortIsWide(int width, String info, String value) {
        answer = GuestRegisters.ofRax(0x7777_0000_0000_0000L | 0xAABB_DDEEL);

        assertThat(plain.in(0x60, width))
                .isEqualTo(Long.decode(value.replace("_", "")).intValue());
        assertThat(exits)
                .containsExactly(new Exit(
                        new Intercept(ExitReason.IOIO, Long.decode(info.replace("_", "")), 1),
                        GuestRegisters.NONE,
                        Bytes.EMPTY));
    }

    @Test
    void showsAsMuchOfTheValueAsThePortIsWide() {
        plain.out(0x3F8, 1, 0x1FF);
        plain.out(0xCF8, 4, -1);

        assertThat(exits)
                .containsExactly(
                        new Exit(
                                new Intercept(ExitReason.IOIO, 0x3F8_0010, 1), GuestRegisters.ofRax(0xFF), Bytes.EMPTY),
                        new Exit(
                                new Intercept(ExitReason.IOIO, 0xCF8_0040, 1),
                                GuestRegisters.ofRax(0xFFFF_FFFFL),
                                Bytes.EMPTY));
    }

    @Test
    void readsOnesWhereTheAnswerIsTooShort() {
        answered = Bytes.of(1, 2);

        assertThat(plain.inBytes(0x511, 4)).isEqualTo(Bytes.of(1, 2, 0xFF, 0xFF));
        assertThat(plain.inBytes(0x511, 1)).isEqualTo(Bytes.of(1));
        assertThat(exits).extracting(exit -> exit.intercept().info2()).containsExactly(4L, 1L);
    }

    @Test
    void doesNotLeaveForARunOfNoBytes() {
        plain.outBytes(0x3F8, Bytes.EMPTY);

        assertThat(plain.inBytes(0x3F8, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(exits).isEmpty();
    }

    @Test
    void splitsTheValueOfAnMsr() {
        answer = new GuestRegisters(0xFFFF_FFFF_8000_0001L, 0, 0, 0x1234_5678L);

        assertThat(plain.readMsr(0xC001_0130)).isEqualTo(0x1234_5678_8000_0001L);
        plain.writeMsr(0xC001_0130, 0x1122_3344_9566_7788L);

        assertThat(exits)
                .containsExactly(
                        new Exit(Intercept.of(ExitReason.MSR), new GuestRegisters(0, 0, 0xC001_0130L, 0), Bytes.EMPTY),
                        new Exit(
                                new Intercept(ExitReason.MSR, 1, 0),
                                new GuestRegisters(0x9566_7788L, 0, 0xC001_0130L, 0x1122_3344L),
                                Bytes.EMPTY));
    }

    @Test
    void asksForLeafAndSubleafAndForAHypercall() {
        answer = new GuestRegisters(1, 2, 3, 4);

        assertThat(plain.cpuid(0x8000_001F, 1)).isEqualTo(new CpuidResult(1, 2, 3, 4));
        assertThat(plain.hypercall(12, 5, 6, 7)).isEqualTo(1);
        plain.writeBackCaches();

        assertThat(exits)
                .containsExactly(
                        new Exit(new Intercept(ExitReason.CPUID, 0x8000_001FL, 1), GuestRegisters.NONE, Bytes.EMPTY),
                        new Exit(Intercept.of(ExitReason.VMMCALL), new GuestRegisters(12, 5, 6, 7), Bytes.EMPTY),
                        new Exit(Intercept.of(ExitReason.WBINVD), GuestRegisters.NONE, Bytes.EMPTY));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "65536, 1", "96, 0", "96, 3", "96, 8"})
    void refusesPortsAndWidthsThatTheProcessorDoesNotHave(int port, int width) {
        assertThatThrownBy(() -> plain.in(port, width))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("expected a 16-bit port and a width of 1, 2 or 4");
        assertThat(exits).isEmpty();
    }
}
