package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.PageName;
import dev.sevsim.machine.act.PageName.Place;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final PageName SECRETS = PageName.of(Place.SECRETS);

    private final Replay launch = Replay.of(MachineSpec.builder().seed(7).build());

    /** A table of secrets begins with its header's GUID: docs/reference/guest-kernel.md, list of GUIDs. */
    @Test
    void showsWhatEachPartyReads() {
        try (StoppedRun stopped = launch.stopAt(Point.after("LAUNCH_SECRET"))) {
            assertThat(stopped.platform().guests()).hasSize(1);
            assertThat(stopped.platform().guests().get(0).state()).isEqualTo(GuestState.LSECRET);
            Bytes guest = stopped.guestView(SECRETS, 64).orElseThrow();
            Bytes host = stopped.hostView(SECRETS, 64);
            assertThat(guest.toHex()).startsWith("42f5741edd71664d963eef4287ff173b");
            assertThat(host.toHex()).doesNotContain("42f5741e");
        }
    }

    @Test
    void showsTheFramesThatAreUnderWay() {
        try (StoppedRun stopped = launch.stopAt(Point.before("LAUNCH_MEASURE").number(2))) {
            assertThat(stopped.openFrames()).extracting(event -> event.kind()).containsExactly("device.call");
            assertThat(stopped.event().names()).contains("LAUNCH_MEASURE");
        }
    }

    @Test
    void stopsBeforeThereIsAGuest() {
        try (StoppedRun stopped = launch.stopAt(Point.before("owner.platform-certificates"))) {
            assertThat(stopped.nestedPages()).isEmpty();
            assertThat(stopped.platform().guests()).isEmpty();
            assertThatThrownBy(() -> stopped.hostView(SECRETS, 16))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("before LAUNCH_START");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before LAUNCH_START", "after LAUNCH_FINISH", "before VMRUN #50", "after ExitBootServices"})
    void doesTheSameUpToThePoint(String text) {
        Point point = Point.parse(text);

        try (StoppedRun first = launch.stopAt(point);
                StoppedRun second = launch.stopAt(point)) {
            assertThat(first.trace()).isEqualTo(second.trace()).isNotEmpty();
            assertThat(first.console()).isEqualTo(second.console());
        }
        assertThat(launch.parting(launch)).isEmpty();
    }

    @Test
    void partsFromABranchAtItsAct() {
        Replay branch = launch.with(PlannedAct.parse("before LAUNCH_FINISH: flip-bit page=secrets"));

        Optional<TraceDifference> parting = launch.parting(branch);

        assertThat(parting).isPresent();
        assertThat(parting.get().first() + parting.get().second()).contains("host.act");
        assertThat(launch.run().outcome()).isEqualTo("accepted");
        assertThat(branch.run().outcome()).startsWith("secrets-not-arrived");
    }

    @Test
    void refusesAPointThatIsNotReached() {
        assertThatThrownBy(() -> launch.stopAt(Point.before("SEND_START")))
                .isInstanceOf(InputException.class)
                .hasMessage("point 'before SEND_START' is not reached; the launch ends: accepted");
    }

    @Test
    void refusesWhatCannotBeRepeated() {
        MachineSpec unseeded = MachineSpec.builder().build();
        MachineSpec kept = MachineSpec.builder()
                .seed(1)
                .host(HostSpec.builder().state(Path.of("kept")).build())
                .build();

        assertThatThrownBy(() -> Replay.of(unseeded))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--seed");
        assertThatThrownBy(() -> Replay.of(kept))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--state");
    }
}
