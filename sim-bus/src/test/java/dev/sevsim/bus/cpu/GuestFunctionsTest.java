package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class GuestFunctionsTest {
    private final GuestFunctions functions = new GuestFunctions();

    @Test
    void marksEachRoutineWithItsNumber() {
        assertThat(functions.add((cpu, arguments) -> 0)).hasToString("53494d434f444500" + "0100000000000000");
        assertThat(functions.add((cpu, arguments) -> 0)).hasToString("53494d434f444500" + "0200000000000000");
    }

    @Test
    void findsARoutineByItsMarkerAlone() {
        GuestFunction first = (cpu, arguments) -> 1;
        Bytes marker = functions.add(first);

        assertThat(functions.find(marker)).containsSame(first);
        assertThat(functions.find(Bytes.zeros(GuestFunctions.MARKER_SIZE))).isEmpty();
        assertThat(new GuestFunctions().find(marker)).isEmpty();
    }
}
