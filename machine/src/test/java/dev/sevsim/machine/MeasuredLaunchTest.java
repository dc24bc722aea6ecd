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

    @Test
    void letsAnotherOwnerAnswer() {
        NewLaunch launch = machine.newLaunch();
        LaunchBundle session = new LaunchBundle(1, Bytes.EMPTY, Bytes.EMPTY);
        MeasuredLaunch measured = launch.start(session).measure();
        machine.connectOwner(request -> Optional.of(new OwnerRefusal("not this one")));

        assertThatThrownBy(measured::attest)
                .isInstanceOf(LaunchRefusedException.class)
                .satisfies(e -> assertThat(((LaunchRefusedException) e).report().reason())
                        .contains("the owner refused: not this one"));
    }
}
