package dev.sevsim.psp.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The firmware against the model, on random sequences of commands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {
    private static final int STEPS = 1000;
    /** 10^5 commands in a build, 10^7 under stress. */
    private static final int SEQUENCES = Boolean.getBoolean("sevsim.stress") ? 10_000 : 100;

    /** Seeds that once found something, so that they run first. */
    private static final long[] FORMERLY_FAILING = {15, 16, 20, 468, 531, 1203, 10_950, 11_291, 11_305};

    private final Map<CommandId, Set<SevStatus>> seen = new EnumMap<>(CommandId.class);
    private int sequences;

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(FORMERLY_FAILING), LongStream.range(1, SEQUENCES + 1));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheModel(long seed) {
        sequences++;
        assertThat(Search.run(seed, STEPS, () -> new Counting(seen))).isEmpty();
    }

    /** Otherwise the sequences have only knocked at the door. */
    @AfterAll
    void reachesTheEndOfEveryCommand() {
        if (sequences < SEQUENCES) {
            return;
        }
        try (Trial trial = new Trial(new FirmwareMachine())) {
            assertThat(seen.keySet()).isEqualTo(trial.world.commands());
        }
        seen.forEach((id, statuses) -> assertThat(statuses).as("%s", id).contains(furthest(id)));
        assertThat(seen.get(CommandId.LAUNCH_START))
                .contains(
                        SevStatus.INVALID_CERTIFICATE,
                        SevStatus.BAD_MEASUREMENT,
                        SevStatus.POLICY_FAILURE,
                        SevStatus.INVALID_GUEST,
                        SevStatus.UNSUPPORTED);
        assertThat(seen.get(CommandId.ACTIVATE))
                .contains(
                        SevStatus.ASID_OWNED,
                        SevStatus.ACTIVE,
                        SevStatus.INVALID_ASID,
                        SevStatus.DFFLUSH_REQUIRED,
                        SevStatus.INVALID_GUEST_STATE);
        assertThat(seen.get(CommandId.SEND_START))
                .contains(SevStatus.BAD_SIGNATURE, SevStatus.INVALID_CERTIFICATE, SevStatus.POLICY_FAILURE);
        assertThat(seen.get(CommandId.SWAP_IN)).contains(SevStatus.BAD_MEASUREMENT, SevStatus.INVALID_PARAM);
    }

    /** No sequence has an image of firmware. */
    private static SevStatus furthest(CommandId id) {
        return id == CommandId.DOWNLOAD_FIRMWARE ? SevStatus.INVALID_PARAM : SevStatus.SUCCESS;
    }

    private static final class Counting extends Decorated {
        private final Map<CommandId, Set<SevStatus>> seen;

        Counting(Map<CommandId, Set<SevStatus>> seen) {
            super(new FirmwareMachine());
            this.seen = seen;
        }

        @Override
        SevStatus answer(CommandId id, long address) {
            SevStatus status = pass(id, address);
            seen.computeIfAbsent(id, unused -> EnumSet.noneOf(SevStatus.class)).add(status);
            return status;
        }
    }
}
