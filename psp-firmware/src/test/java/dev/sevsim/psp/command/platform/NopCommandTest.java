package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class NopCommandTest {
    @Test
    void succeedsInEveryStateAndChangesNothing() {
        try (TestMachine machine = new TestMachine()) {
            expectNothing(machine);
            machine.initialised();
            expectNothing(machine);
            machine.start(TestMachine.POLICY);
            expectNothing(machine);
        }
    }

    private static void expectNothing(TestMachine machine) {
        TestMachine.State before = machine.state();

        assertThat(machine.run(CommandId.NOP)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.state()).isEqualTo(before);
    }
}
