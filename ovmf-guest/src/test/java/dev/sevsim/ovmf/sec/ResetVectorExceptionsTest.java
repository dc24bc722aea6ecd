package dev.sevsim.ovmf.sec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.InterceptedInstructions;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResetVectorExceptionsTest {
    @Test
    void terminatesForAnythingButCpuid() {
        FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV_ES);
        List<Integer> taken = new ArrayList<>();
        InterceptedInstructions handler = new ResetVectorExceptions(cpu, () -> taken.add(1));
        List<Runnable> instructions = List.of(
                () -> handler.in(0x60, 1),
                () -> handler.out(0x60, 1, 0),
                () -> handler.outBytes(0x3F8, Bytes.of(1)),
                () -> handler.inBytes(0x60, 1),
                () -> handler.readMsr(0x10),
                () -> handler.writeMsr(0x10, 0),
                () -> handler.hypercall(0, 0, 0, 0),
                handler::writeBackCaches);

        for (Runnable instruction : instructions) {
            assertThat(catchThrowable(instruction::run))
                    .isInstanceOf(FakeCpu.Stopped.class)
                    .hasMessage("terminated 0x11100");
        }
        assertThat(taken).hasSameSizeAs(instructions);
    }
}
