package com.example;

import static dev.sevsim.assertj.SevAssertions.assertThat;

import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import org.junit.jupiter.api.Test;

@SevTest
class FirstLaunchTest {
    @Test
    void launchesAGuestThatFindsItsSecrets(SevSimulator sev) {
        assertThat(sev.launch(l -> l.append("console=ttyS0 quiet").vcpus(4))).isAccepted();
    }
}
