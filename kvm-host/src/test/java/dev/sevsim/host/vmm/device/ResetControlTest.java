package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Source of the expectations: Intel I/O Controller Hub 9 datasheet (316972) section 13.7.5. */
class ResetControlTest {
    private final ResetControl control = new ResetControl();

    @Test
    void resetsWithBit2AndKeepsTheKindOfReset() {
        control.write(0xCF9, 1, 0x02);
        assertThat(control.takeRequest()).isFalse();
        assertThat(control.read(0xCF9, 1)).isEqualTo(2);

        control.write(0xCF9, 1, 0x0E);
        assertThat(control.read(0xCF9, 1)).isEqualTo(0xA);
        assertThat(control.takeRequest()).isTrue();
        assertThat(control.takeRequest()).isFalse();
    }

    @Test
    void liesAtOnePort() {
        assertThat(control.ports()).isEqualTo(new PortRange(0xCF9, 0xCF9));
    }
}
