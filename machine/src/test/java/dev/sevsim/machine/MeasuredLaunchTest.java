package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.host.vmm.VmmException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredLaunchTest extends MachineFixture {
    @Test
    void refusesAPacketThatIsNotOfThisLaunch() {
        MeasuredLaunch measured = machine.newLaunch().start().measure();

        assertThatThrownBy(() -> measured.inject(new LaunchSecretPacket(Bytes.zeros(52), Bytes.zeros(64))))
                .isInstanceOf(VmmException.class);
    }

    /** The session is given, so the first question to the owner is about the measurement. */
    @Test
    void asksAnExternalOwnerAboutTheMeasurement() {
        MachineSpec owned = MachineSpec.builder()
                .seed(1)
                .owner(owner -> owner.external(ExternalOwner.answering(
                        "a test's owner", question -> Optional.of(new OwnerRefusal("not this one")))))
                .build();
        LaunchBundle session = new LaunchBundle(1, Bytes.EMPTY, Bytes.EMPTY);
        MeasuredLaunch measured =
                machine.newLaunch(owned, LaunchListener.NONE).start(session).measure();

        assertThatThrownBy(measured::attest)
                .isInstanceOf(LaunchRefusedException.class)
                .satisfies(e -> assertThat(((LaunchRefusedException) e).report().reason())
                        .contains("the owner refused: not this one"));
    }
}
