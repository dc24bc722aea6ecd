package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.host.vmm.SevState;
import org.junit.jupiter.api.Test;

class StartedLaunchTest extends MachineFixture {
    @Test
    void showsTheStateOfTheLaunch() {
        StartedLaunch started = machine.newLaunch().start();
        SevState updating = started.sevInfo().state();
        MeasuredLaunch measured = started.measure();
        LaunchMeasurement measurement = measured.measurement();

        assertThat(updating).isEqualTo(SevState.LAUNCH_UPDATE);
        assertThat(measured.sevInfo().state()).isEqualTo(SevState.LAUNCH_SECRET);
        assertThat(measured.finish().sevInfo().state()).isEqualTo(SevState.RUNNING);
        assertThat(measurement.measurement().length()).isEqualTo(48);
        assertThat(measurement.apiMajor()).isEqualTo(1);
        assertThat(measurement.apiMinor()).isEqualTo(55);
    }
}
