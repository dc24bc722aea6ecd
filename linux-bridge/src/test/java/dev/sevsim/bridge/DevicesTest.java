package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevicesTest {
    @Test
    void becomesOptionsOfTheSupervisor() {
        Devices devices =
                new Devices(new Devices.Node(false, Optional.empty()), new Devices.Node(true, Optional.of(0640)));

        assertThat(devices.options()).containsExactly("--no-dev-sev", "--dev-kvm-mode", "640");
        assertThat(Devices.USABLE.options()).isEmpty();
    }
}
