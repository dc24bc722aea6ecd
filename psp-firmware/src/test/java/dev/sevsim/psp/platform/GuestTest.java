package dev.sevsim.psp.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.psp.MachineTest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A state change that no command may ask for is an error of this program and is reported as one. */
class GuestTest extends MachineTest {
    @ParameterizedTest
    @EnumSource(value = GuestState.class, names = "UNINIT", mode = EnumSource.Mode.EXCLUDE)
    void changesFromTheRightStateOnly(GuestState state) {
        Guest guest = guestIn(state);

        refusesUnlessIn(GuestState.RUNNING, guest, () -> guest.startSend(TransportKeys.zero()));
        refusesUnlessIn(GuestState.SUPDATE, guest, guest::finishSend);
        refusesUnlessIn(GuestState.SUPDATE, guest, guest::cancelSend);
        refusesUnlessIn(GuestState.RUPDATE, guest, () -> machine.platform().finishReceive(guest));
    }

    private static void refusesUnlessIn(GuestState right, Guest guest, ThrowingCallable change) {
        GuestState before = guest.state();
        if (before != right) {
            assertThatThrownBy(change).isInstanceOf(IllegalStateException.class);
            assertThat(guest.state()).isEqualTo(before);
        }
    }

    @Test
    void hasNoKeysAfterDecommission() {
        Guest guest = guestIn(GuestState.SUPDATE);
        machine.deactivate(guest.handle());

        machine.decommission(guest.handle());

        hasNoKeys(guest);
    }

    @Test
    void hasNoKeysAfterShutdown() {
        Guest guest = guestIn(GuestState.RUPDATE);

        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);

        hasNoKeys(guest);
    }

    private static void hasNoKeys(Guest guest) {
        assertThat(guest.transportKeys().tek().isWiped()).isTrue();
        assertThat(guest.transportKeys().tik().isWiped()).isTrue();
        assertThatThrownBy(guest::vek).hasMessageContaining("wiped");
        assertThatThrownBy(() -> guest.swapKey().seal(0, 0, new byte[4096], Bytes.zeros(64)))
                .hasMessageContaining("wiped");
    }

    private Guest guestIn(GuestState state) {
        machine.initialised();
        boolean launches = state == GuestState.LUPDATE || state == GuestState.LSECRET || state == GuestState.RUNNING;
        return machine.guest(launches ? machine.guestIn(state) : machine.migratingGuestIn(state));
    }
}
