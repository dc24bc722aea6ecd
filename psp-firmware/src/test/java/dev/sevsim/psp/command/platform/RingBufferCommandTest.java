package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.RingBuffer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RingBufferCommandTest extends MachineTest {
    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.RING_BUFFER, queues(0, 1, 0), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.RING_BUFFER, queues(0, 1, 0), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.RING_BUFFER, queues(1, 1, 0), SevStatus.INVALID_ADDRESS);
        machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.RING_BUFFER, queues(1, 1, 0), SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest(name = "low {0}, high {1}")
    @CsvSource({"0, 0", "2, 0", "1, 2", "255, 0", "1, 255"})
    void refusesOtherSizes(int low, int high) {
        machine.initialised();

        machine.expectRefusal(CommandId.RING_BUFFER, queues(low, 0x10000, high), SevStatus.INVALID_PARAM);
    }

    @Test
    void looksAtEveryPageThatIsInUse() {
        machine.initialised();
        for (int bad = 0; bad < 4; bad++) {
            machine.expectRefusal(CommandId.RING_BUFFER, withPage(bad, 0x10010, 1), SevStatus.INVALID_ADDRESS);
            machine.expectRefusal(CommandId.RING_BUFFER, withPage(bad, TestMachine.SIZE, 1), SevStatus.INVALID_ADDRESS);
        }
        assertThat(machine.run(CommandId.RING_BUFFER, withPage(3, 0x10010, 0))).isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(
            value = CommandId.class,
            names = {"SHUTDOWN", "INIT", "RING_BUFFER", "PLATFORM_STATUS", "PEK_GEN", "LAUNCH_START"})
    void aMailboxCommandEndsTheModeAndIsNotExecuted(CommandId id) {
        machine.initialised();
        assertThat(machine.run(CommandId.RING_BUFFER, queues(1, 0x10000, 1))).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.platform().inQueueMode()).isTrue();
        TestMachine.State before = machine.state();

        assertThat(machine.runAt(id, -1)).isEqualTo(SevStatus.RING_BUFFER_EXIT);

        assertThat(machine.lastEvent().explanation()).isPresent();
        assertThat(machine.platform().inQueueMode()).isFalse();
        assertThat(machine.state().view()).isEqualTo(before.view());
        assertThat(machine.state().dram()).isEqualTo(before.dram());
        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.UNINIT);
    }

    @Test
    void anUnknownIdEndsTheModeToo() {
        machine.initialised();
        machine.run(CommandId.RING_BUFFER, queues(1, 0x10000, 0));

        assertThat(machine.mailbox(0x7FF << 16, 0)).isEqualTo(0x8000001F);
        assertThat(machine.mailbox(0x7FF << 16, 0)).isEqualTo(0x80000011);
        assertThat(machine.run(CommandId.INIT, new Init(0, 0, 0).encode())).isEqualTo(SevStatus.INVALID_PLATFORM_STATE);
    }

    private static Bytes queues(int low, long page, int high) {
        return new RingBuffer(page, page, page, page, low, high, 0, 0, 0).encode();
    }

    private static Bytes withPage(int at, long page, int high) {
        long[] pages = {0x10000, 0x11000, 0x12000, 0x13000};
        pages[at] = page;
        return new RingBuffer(pages[0], pages[1], pages[2], pages[3], 1, high, 0, 0, 0).encode();
    }
}
