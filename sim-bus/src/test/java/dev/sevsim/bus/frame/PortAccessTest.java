package dev.sevsim.bus.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class PortAccessTest {
    /** OUT of two bytes to port 0x510, as the APM lays it out. */
    private static final long OUT_510 = 0x0510_0020L;

    private static VcpuExit out(long rax, Bytes data) {
        return new VcpuExit(0, new Intercept(ExitReason.IOIO, OUT_510, 1), GuestRegisters.ofRax(rax), data);
    }

    @Test
    void readsTheInformationWords() {
        assertThat(PortAccess.of(out(0, Bytes.EMPTY))).isEqualTo(new PortAccess(false, 0x510, 2, 1));
        assertThat(PortAccess.of(0x0511_0011L, 7)).isEqualTo(new PortAccess(true, 0x511, 1, 7));
    }

    @Test
    void writesWhatItReads() {
        assertThat(PortAccess.info(false, 0x510, 2)).isEqualTo(OUT_510);
        assertThat(PortAccess.info(true, 0x511, 1)).isEqualTo(0x0511_0011L);
    }

    @Test
    void takesWhatIsWrittenFromRaxOrFromTheBytes() {
        PortAccess access = PortAccess.of(OUT_510, 1);

        assertThat(access.written(out(0x11223344, Bytes.EMPTY))).isEqualTo(Bytes.of(0x44, 0x33));
        assertThat(access.written(out(0, Bytes.of(1, 2, 3)))).isEqualTo(Bytes.of(1, 2, 3));
    }

    @Test
    void refusesOtherPortsAndWidths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortAccess.info(true, 0x10000, 1))
                .withMessage("port 0x10000 width 1, expected a 16-bit port and a width of 1, 2 or 4");
        assertThatIllegalArgumentException().isThrownBy(() -> PortAccess.info(true, 0x80, 3));
        assertThat(PortAccess.of(0x30, 1).hasWidth()).isFalse();
        assertThat(PortAccess.of(0x40, 1).hasWidth()).isTrue();
    }
}
