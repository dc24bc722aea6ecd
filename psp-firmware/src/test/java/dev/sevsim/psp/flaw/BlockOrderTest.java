package dev.sevsim.psp.flaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Same blocks, same measurement, another program: CVE-2021-26311. */
class BlockOrderTest {
    private static final int BLOCK = 16;
    private static final Bytes PROGRAM = Bytes.ofAscii("check password..reveal the key..");
    private static final List<Integer> HONEST = List.of(0, 1);
    private static final List<Integer> SWAPPED = List.of(1, 0);

    @Test
    void publishedFirmwareMeasuresWhatAndNotWhere() {
        Launch honest = launch(FirmwareProfile.milan(), HONEST);
        Launch attacked = launch(FirmwareProfile.milan(), SWAPPED);

        assertThat(attacked.digest).isEqualTo(honest.digest).isEqualTo(WorkedExample.sha256(PROGRAM));
        assertThat(honest.seenByGuest).isEqualTo(PROGRAM);
        assertThat(attacked.seenByGuest).isEqualTo(Bytes.ofAscii("reveal the key..check password.."));
    }

    @Test
    void repairedFirmwareTellsThemApart() {
        FirmwareProfile repaired = FirmwareProfile.milan().without(FirmwareFlaw.DIGEST_WITHOUT_PLACE);

        Launch honest = launch(repaired, HONEST);
        Launch attacked = launch(repaired, SWAPPED);

        assertThat(attacked.digest).isNotEqualTo(honest.digest);
        assertThat(launch(repaired, HONEST).digest).isEqualTo(honest.digest);
        assertThat(honest.digest)
                .isEqualTo(WorkedExample.sha256(Bytes.concat(
                        Bytes.u64Le(0),
                        Bytes.u64Le(BLOCK),
                        PROGRAM.slice(0, BLOCK),
                        Bytes.u64Le(BLOCK),
                        Bytes.u64Le(BLOCK),
                        PROGRAM.from(BLOCK))));
    }

    private record Launch(Bytes digest, Bytes seenByGuest) {}

    /** Measures the program's blocks in their order, each put at its place in {@code places}. */
    private static Launch launch(FirmwareProfile profile, List<Integer> places) {
        try (TestMachine machine = new TestMachine(profile, null, new TestRandom("blocks")).initialised()) {
            int handle = machine.start(TestMachine.POLICY);
            machine.activate(handle, TestMachine.PLAIN_ASID);
            for (int block = 0; block < places.size(); block++) {
                long place = TestMachine.DATA + (long) BLOCK * places.get(block);
                machine.write(place, PROGRAM.slice(BLOCK * block, BLOCK * (block + 1)));
                machine.update(handle, place, BLOCK);
            }
            machine.measure(handle);
            byte[] seen = new byte[PROGRAM.length()];
            machine.memory
                    .guestAccess()
                    .read(TestMachine.PLAIN_ASID, Encryption.ENCRYPTED, TestMachine.DATA, seen, 0, seen.length);
            return new Launch(machine.guest(handle).launchDigest().orElseThrow(), Bytes.copyOf(seen));
        }
    }
}
