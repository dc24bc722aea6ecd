package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Source of the expectations: ACPI specification section 4.8. */
class PowerManagementTest {
    private final PowerManagement power = new PowerManagement();

    @Test
    void keepsThePowerButtonUntilItsBitIsWritten() {
        power.pressPowerButton();
        assertThat(power.buttonPending()).isTrue();
        assertThat(power.read(0x600, 2)).isEqualTo(0x100);
        assertThat(power.read(0x601, 1)).isEqualTo(1);

        power.write(0x600, 2, 0x001);
        assertThat(power.buttonPending()).isTrue();
        power.write(0x601, 1, 0x01);
        assertThat(power.buttonPending()).isFalse();
    }

    @Test
    void readsTheEnableRegisterBackByBytes() {
        power.write(0x602, 2, 0x0120);
        power.write(0x603, 1, 0x04);

        assertThat(power.read(0x602, 2)).isEqualTo(0x0420);
    }

    @Test
    void switchesOffOnlyInSleepStateZero() {
        power.write(0x604, 2, 1 << 13 | 5 << 10);
        assertThat(power.isOff()).isFalse();
        power.write(0x604, 2, 0);
        assertThat(power.isOff()).isFalse();

        power.write(0x604, 2, 1 << 13);

        assertThat(power.isOff()).isTrue();
        assertThat(power.read(0x604, 2) & 1 << 13).as("SLP_EN reads as zero").isZero();
    }
}
