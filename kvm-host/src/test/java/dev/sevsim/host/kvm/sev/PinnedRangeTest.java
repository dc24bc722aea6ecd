package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.PhysicalRun;
import dev.sevsim.host.kernel.ProcessMemory;
import dev.sevsim.host.kvm.sev.PinnedRange.Access;
import dev.sevsim.host.kvm.sev.PinnedRange.PinAccount;
import dev.sevsim.host.kvm.sev.PinnedRange.Rules;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.testkit.guest.SparseMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.6. */
class PinnedRangeTest {
    private static final long LIMIT = 0x3000;
    private static final Rules LIMITED = new Rules(Access.WRITE, Long.MAX_VALUE, true);

    private final SparseMemory dram = new SparseMemory(8 << 20);
    private final HostProcess process = new HostProcess(
            new ProcessMemory(new FrameAllocator(dram, 0), dram),
            (path, mode) -> {
                throw new ErrnoException(Errno.ENOENT, "no devices");
            },
            LIMIT,
            Trace.NONE);
    private final PinTotal total = new PinTotal();
    private final PinAccount account = new PinAccount(total);
    private final long memory = process.memory().map(0x8000).value();

    private PinnedRange pin(long address, long length, Rules rules) {
        return PinnedRange.pin(process, account, address, length, rules);
    }

    @Test
    void countsEveryPageThatTheRangeTouches() {
        try (PinnedRange range = pin(memory + 0xFFF, 2, LIMITED)) {
            assertThat(account.pages()).isEqualTo(2);
            assertThat(range.length()).isEqualTo(2);
            try (PinnedRange same = pin(memory, 0x1000, LIMITED)) {
                assertThat(same.address().value()).isEqualTo(memory);
                assertThat(total.pages()).as("counted again").isEqualTo(3);
            }
        }
        assertThat(total.pages()).isZero();
    }

    @ParameterizedTest(name = "{0}+{1} -> {2}")
    @CsvSource({"0x1000, 0, EINVAL", "-16, 32, EINVAL", "0x1000, 1, ENOMEM", "0, 0x80000000000, EINVAL"})
    void refusesEmptyWrappingUnmappedAndHugeRanges(String address, String length, Errno errno) {
        fails(errno, () -> pin(Long.decode(address), Long.decode(length), LIMITED));
        assertThat(total.pages()).isZero();
    }

    @Test
    void failsWithEnomemAboveTheLimitOfLockedMemory() {
        pin(memory, LIMIT, LIMITED).close();
        fails(Errno.ENOMEM, () -> pin(memory, LIMIT + 1, LIMITED));
        try (PinnedRange unlimited = pin(memory, LIMIT + 1, new Rules(Access.WRITE, Long.MAX_VALUE, false))) {
            assertThat(unlimited.length()).isEqualTo(LIMIT + 1);
        }
    }

    @Test
    void failsWithEinvalAboveTheMemoryOfTheHost() {
        Rules fewPages = new Rules(Access.READ, 2, true);

        pin(memory, 0x2000, fewPages).close();
        fails(Errno.EINVAL, () -> pin(memory, 0x2001, fewPages));
    }

    @Test
    void splitsRunsAtFramesThatAreNotNeighbours() {
        long scattered = process.memory().map(0x2000, FrameOrder.SCATTERED).value();
        try (PinnedRange range = pin(scattered + 0x800, 0x1000, LIMITED)) {
            assertThat(range.runs()).hasSize(2).extracting(PhysicalRun::length).containsExactly(0x800L, 0x800L);
        }
        try (PinnedRange linear = pin(memory + 0x800, 0x1000, LIMITED)) {
            assertThat(linear.runs()).extracting(PhysicalRun::length).containsExactly(0x1000L);
        }
    }

    @Test
    void movesItsChargeToAnotherAccount() {
        PinAccount other = new PinAccount(total);
        try (PinnedRange range = pin(memory, 0x2000, LIMITED)) {
            range.chargeTo(other);

            assertThat(account.pages()).isZero();
            assertThat(other.pages()).isEqualTo(2);
        }
        assertThat(other.pages()).isZero();
        assertThat(total.pages()).isZero();
    }
}
