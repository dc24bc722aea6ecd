package dev.sevsim.psp.flaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import org.junit.jupiter.api.Test;

/** A host that reads another guest's bytes out of a structure's reserved field: CVE-2023-31346. */
class StaleMemoryTest {
    private static final long VICTIM_PAGE = 0x20000;
    private static final long PAGE = 0x30000;
    private static final long SEALED = 0x31000;
    private static final long METADATA = 0x32000;
    private static final Bytes CANARY =
            Bytes.ofAscii("the victim's private words, as long as a metadata entry is, end.");

    @Test
    void forgetfulFirmwareHandsOutAnotherGuestsBytes() {
        try (TestMachine machine = machine(FirmwareProfile.milan().with(FirmwareFlaw.STALE_MEMORY))) {
            assertThat(reservedBytesAfterTheVictim(machine)).isEqualTo(CANARY.slice(0x20, 0x3C));
            assertThat(machine.run(CommandId.SWAP_IN, new SwapIn(2, 0, SEALED, PAGE, METADATA).encode()))
                    .isEqualTo(SevStatus.SUCCESS);
        }
    }

    @Test
    void fixedFirmwareHandsOutZeros() {
        try (TestMachine machine = machine(FirmwareProfile.milan())) {
            assertThat(reservedBytesAfterTheVictim(machine).isAllZero()).isTrue();
            assertThat(machine.run(CommandId.SWAP_IN, new SwapIn(2, 0, SEALED, PAGE, METADATA).encode()))
                    .isEqualTo(SevStatus.SUCCESS);
        }
    }

    private static TestMachine machine(FirmwareProfile profile) {
        return new TestMachine(profile, null, new TestRandom("stale")).initialised();
    }

    /** The firmware moves a victim's bytes; then a guest of the host's own is swapped out. */
    private static Bytes reservedBytesAfterTheVictim(TestMachine machine) {
        int victim = machine.start(0);
        machine.activate(victim, TestMachine.PLAIN_ASID);
        int own = machine.start(0);
        machine.activate(own, TestMachine.PLAIN_ASID + 1);
        machine.update(own, PAGE, 4096);
        machine.write(TestMachine.DATA, CANARY);
        run(machine, CommandId.DBG_ENCRYPT, new DebugTransfer(victim, TestMachine.DATA, VICTIM_PAGE, 64).encode());

        run(machine, CommandId.SWAP_OUT, new SwapOut(own, 0, PAGE, SEALED, METADATA, 7).encode());

        return machine.read(METADATA, SwapMetadata.SIZE).slice(0x20, 0x3C);
    }

    private static void run(TestMachine machine, CommandId id, Bytes buffer) {
        assertThat(machine.run(id, buffer)).isEqualTo(SevStatus.SUCCESS);
    }
}
