package dev.sevsim.psp.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model finds faults, and the shrinker shows them short: firmware with a planted fault must be caught. */
class PlantedBugsTest {
    private static final int STEPS = 1000;
    private static final int SEEDS = 60;

    /** A fault, and how many steps are enough to show it. */
    record Bug(String name, int enough, UnaryOperator<Machine> plant) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What happens to an answer: may change memory, and returns the status that the host is given. */
    private interface Change {
        SevStatus apply(Decorated machine, long address);
    }

    /** Changes the answers of one command that have one status. */
    private static UnaryOperator<Machine> on(CommandId command, SevStatus found, Change change) {
        return machine -> new Decorated(machine) {
            @Override
            SevStatus answer(CommandId id, long address) {
                SevStatus status = pass(id, address);
                return id == command && status == found ? change.apply(this, address) : status;
            }
        };
    }

    private static SevStatus flipMeasure(Decorated machine, long address) {
        long at = Integer.toUnsignedLong(machine.field(address, 8)) | ((long) machine.field(address, 12) << 32);
        byte[] first = machine.read(at, 1);
        machine.write(at, new byte[] {(byte) (first[0] ^ 1)});
        return SevStatus.SUCCESS;
    }

    private static SevStatus shortenAnswer(Decorated machine, long address) {
        machine.write(address + 0x10, new byte[] {0x20});
        return SevStatus.INVALID_LENGTH;
    }

    private static SevStatus clearPolicyEs(Decorated machine, long address) {
        machine.write(address + 4, new byte[] {(byte) (machine.field(address, 4) & ~4)});
        return SevStatus.SUCCESS;
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug(
                        "an unknown handle of GUEST_STATUS is refused",
                        1,
                        on(
                                CommandId.GUEST_STATUS,
                                SevStatus.SUCCESS,
                                (machine, at) -> machine.field(at, 9) >>> 24 == 0
                                        ? SevStatus.INVALID_GUEST
                                        : SevStatus.SUCCESS)),
                new Bug("ACTIVATE looks for an active guest before an owned ASID", 6, ActiveBeforeOwned::new),
                new Bug("LAUNCH_SECRET looks at the state before the lengths", 3, StateBeforeLength::new),
                new Bug("DEACTIVATE does not free a reserved ASID", 7, KeepsReservedAsid::new),
                new Bug("DF_FLUSH does not wait for WBINVD", 2, FlushesTooEarly::new),
                new Bug(
                        "MEASURE gets a flipped bit",
                        3,
                        on(CommandId.LAUNCH_MEASURE, SevStatus.SUCCESS, PlantedBugsTest::flipMeasure)),
                new Bug(
                        "a length query of LAUNCH_MEASURE answers 0x20",
                        3,
                        on(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_LENGTH, PlantedBugsTest::shortenAnswer)),
                new Bug(
                        "a second LAUNCH_MEASURE answers ACTIVE",
                        4,
                        on(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE, (machine, at) -> SevStatus.ACTIVE)),
                new Bug(
                        "a guest's ES flag is lost for its policy",
                        2,
                        on(CommandId.GUEST_STATUS, SevStatus.SUCCESS, PlantedBugsTest::clearPolicyEs)),
                new Bug(
                        "DBG_DECRYPT ignores NODBG",
                        4,
                        on(CommandId.DBG_DECRYPT, SevStatus.POLICY_FAILURE, (machine, at) -> SevStatus.SUCCESS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void findsAndShortens(Bug bug) {
        Optional<Search.Finding> finding = Optional.empty();
        for (long seed = 1; seed <= SEEDS && finding.isEmpty(); seed++) {
            finding = Search.run(seed, STEPS, () -> bug.plant().apply(new FirmwareMachine()));
        }

        assertThat(finding).isPresent();
        assertThat(finding.get().steps()).as("%s", finding.get()).hasSizeLessThanOrEqualTo(bug.enough());
        assertThat(Trial.replay(finding.get().steps(), FirmwareMachine::new)).isEmpty();
    }

    @Test
    void shortensToWhatMattersAlone() {
        List<Step> noise = Stream.<Step>iterate(new Step.WriteBack(0), step -> step)
                .limit(200)
                .toList();
        Step cause = new Step.Command(CommandId.ACTIVATE, List.of(77L, 5L), 0x9999);
        List<Step> failing =
                Stream.of(noise, List.of(cause), noise).flatMap(List::stream).toList();

        Shrinker.Shrunk shrunk = Shrinker.shrink(
                failing,
                "",
                steps -> steps.stream().anyMatch(PlantedBugsTest::hasAsid5) ? Optional.of("") : Optional.empty());

        assertThat(shrunk.steps())
                .containsExactly(new Step.Command(CommandId.ACTIVATE, List.of(0L, 5L), Layout.BUFFER));
    }

    private static boolean hasAsid5(Step step) {
        return step instanceof Step.Command command && command.values().get(1) == 5;
    }

    private static final class ActiveBeforeOwned extends Decorated {
        ActiveBeforeOwned(Machine machine) {
            super(machine);
        }

        @Override
        SevStatus answer(CommandId id, long address) {
            int handle = field(address, 0);
            SevStatus status = pass(id, address);
            if (id == CommandId.SHUTDOWN) {
                noted.clear();
            }
            if (id == CommandId.DEACTIVATE && status == SevStatus.SUCCESS) {
                noted.remove(handle);
            }
            if (id != CommandId.ACTIVATE) {
                return status;
            }
            if (status == SevStatus.SUCCESS) {
                noted.add(handle);
            }
            return status == SevStatus.ASID_OWNED && noted.contains(handle) ? SevStatus.ACTIVE : status;
        }
    }

    /** Answers a wrong length of LAUNCH_SECRET with INVALID_GUEST_STATE while the guest is in LUPDATE. */
    private static final class StateBeforeLength extends Decorated {
        StateBeforeLength(Machine machine) {
            super(machine);
        }

        @Override
        SevStatus answer(CommandId id, long address) {
            SevStatus status = pass(id, address);
            int handle = field(address, 0);
            if (id == CommandId.LAUNCH_START && status == SevStatus.SUCCESS) {
                noted.add(handle);
            } else if (id == CommandId.LAUNCH_MEASURE && status == SevStatus.SUCCESS) {
                noted.remove(handle);
            }
            boolean swapped = id == CommandId.LAUNCH_SECRET && noted.contains(handle);
            return swapped && status == SevStatus.INVALID_LENGTH ? SevStatus.INVALID_GUEST_STATE : status;
        }
    }

    private static final class KeepsReservedAsid extends Decorated {
        private int lastAsid;

        KeepsReservedAsid(Machine machine) {
            super(machine);
        }

        @Override
        SevStatus answer(CommandId id, long address) {
            SevStatus status = pass(id, address);
            if (id == CommandId.INIT && status == SevStatus.SUCCESS) {
                noted.clear();
            }
            if (id == CommandId.ACTIVATE && status == SevStatus.SUCCESS) {
                int asid = field(address, 4);
                lastAsid = asid;
                return noted.contains(asid) ? SevStatus.ASID_OWNED : status;
            }
            if (id == CommandId.DEACTIVATE && status == SevStatus.SUCCESS) {
                noted.add(lastAsid);
            }
            return status;
        }
    }

    private static final class FlushesTooEarly extends Decorated {
        FlushesTooEarly(Machine machine) {
            super(machine);
        }

        @Override
        SevStatus answer(CommandId id, long address) {
            if (id == CommandId.DF_FLUSH) {
                for (int core = 0; core < Asids.CORES; core++) {
                    writeBackInvalidate(core);
                }
            }
            return pass(id, address);
        }
    }
}
