package com.example;

import static dev.sevsim.assertj.SevAssertions.assertThat;
import static dev.sevsim.machine.LaunchReport.Refusal.By.OWNER;

import dev.sevsim.junit.HostileHost;
import dev.sevsim.junit.SevSimulator;
import dev.sevsim.junit.SevTest;
import dev.sevsim.scenario.LaunchResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SevTest(seed = 7)
class TamperedImageTest {
    private static final String TAMPER = "before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector";

    @Test
    void isRefusedByTheOwner(SevSimulator sev, HostileHost host) {
        host.act(TAMPER);

        LaunchResult launch = sev.launch(l -> l.secret("luks-key", "passphrase"));

        assertThat(launch)
                .wasRefusedBy(OWNER)
                .because("measurement")
                .neverCalled("LAUNCH_SECRET")
                .hostNeverSees("passphrase");
    }

    /** Fails on purpose: the owner does not accept the image. */
    @Test
    @Tag("failing")
    void isAccepted(SevSimulator sev, HostileHost host) {
        host.act(TAMPER);

        assertThat(sev.launch()).isAccepted();
    }
}
