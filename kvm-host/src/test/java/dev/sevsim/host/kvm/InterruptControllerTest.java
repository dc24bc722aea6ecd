package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: AMD APM volume 2, interrupt command register; docs/reference/kvm-host.md section 4.4. */
class InterruptControllerTest {
    private static final long START_UP_ALL_BUT_SELF = 0xC0600;

    private final InterruptController controller = new InterruptController();
    private final ProcessorStart first = controller.add(1);
    private final ProcessorStart second = controller.add(2);

    @Test
    void startsAllButTheSender() {
        controller.command(1, START_UP_ALL_BUT_SELF | 0x80);

        assertThat(first.hasStarted()).isFalse();
        assertThat(second.hasStarted()).isTrue();
        assertThat(second.takeWakeUp()).as("the first start-up is no wake-up").isFalse();
    }

    @Test
    void wakesAStartedVcpuOnce() {
        controller.command(0, START_UP_ALL_BUT_SELF);
        controller.command(0, START_UP_ALL_BUT_SELF);

        assertThat(second.takeWakeUp()).isTrue();
        assertThat(second.takeWakeUp()).isFalse();
    }

    @ParameterizedTest(name = "0x{0}")
    @ValueSource(longs = {0xC0500, 0xC0000, 0x80600, 0x40600, 0x600, 0xC0700})
    void ignoresOtherDeliveryModesAndShorthands(long value) {
        controller.command(0, value);

        assertThat(first.hasStarted()).isFalse();
        assertThat(second.hasStarted()).isFalse();
    }
}
