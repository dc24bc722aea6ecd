package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuestFunctionsTest {
    private final GuestFunctions functions = new GuestFunctions();

    private static GuestFunctions.Routine routine() {
        CodeExtent extent = CodeExtent.ofPages(new GuestPhysical(0), 1, new TreeMap<>());
        return new GuestFunctions.Routine((cpu, arguments) -> 1, new LoadedCode(new FakeMemory(), extent));
    }

    @Test
    void marksEachRoutineWithItsNumber() {
        assertThat(functions.add(routine())).hasToString("53494d434f444500" + "0100000000000000");
        assertThat(functions.add(routine())).hasToString("53494d434f444500" + "0200000000000000");
    }

    @Test
    void findsARoutineByItsMarkerAlone() {
        GuestFunctions.Routine first = routine();
        Bytes marker = functions.add(first);

        assertThat(functions.find(marker)).containsSame(first);
        assertThat(functions.find(Bytes.zeros(GuestFunctions.MARKER_SIZE))).isEmpty();
        assertThat(new GuestFunctions().find(marker)).isEmpty();
    }
}
