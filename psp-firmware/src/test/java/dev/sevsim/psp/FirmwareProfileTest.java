package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.psp.memory.TweakMode;
import org.junit.jupiter.api.Test;

class FirmwareProfileTest {
    @Test
    void showsItsNumbersThroughCpuid() {
        CpuidResult milan = FirmwareProfile.milan().encryptionLeaf();
        CpuidResult naples = FirmwareProfile.naples().encryptionLeaf();

        assertThat(milan.ebx() & 0x3F).isEqualTo(51);
        assertThat(naples.ebx() & 0x3F).isEqualTo(47);
        assertThat(milan.ebx() >>> 6).isEqualTo(1);
        assertThat(naples.ebx() >>> 6).isEqualTo(5);
        assertThat(milan.ecx()).isEqualTo(509);
        assertThat(milan.edx()).isEqualTo(100);
        assertThat(milan.eax() & 0xA).isEqualTo(0xA);
        assertThat(milan.eax() & 1 << 4).isZero();
        assertThat(naples.eax() & 1 << 10).isZero();
        assertThat(FirmwareProfile.naples().tweakMode()).isEqualTo(TweakMode.XE);
    }

    @Test
    void launchesOnTheFirstGeneration() {
        try (TestMachine machine =
                new TestMachine(FirmwareProfile.naples(), null, new TestRandom("naples")).initialised()) {
            int handle = machine.start(TestMachine.POLICY);
            machine.activate(handle, 5);
            machine.write(TestMachine.DATA, WorkedExample.dataB());
            machine.update(handle, TestMachine.DATA | 1L << 47, 4096);
            machine.measure(handle);
            machine.finish(handle);

            assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
            machine.run(
                    CommandId.PLATFORM_STATUS,
                    PlatformStatus.decode(machine.buffer(PlatformStatus.SIZE)).encode());
            assertThat(PlatformStatus.decode(machine.buffer(PlatformStatus.SIZE))
                            .apiMinor())
                    .isEqualTo(17);
        }
    }
}
