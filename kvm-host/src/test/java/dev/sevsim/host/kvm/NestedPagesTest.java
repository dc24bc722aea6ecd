package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.host.RunFixture;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.RunResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md section 4.1. */
class NestedPagesTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void mapsFaultingPagesAndEndsWhereNoSlotIs() {
        run.guest.exit(ExitReason.NPF, 2, 0x123456).exit(ExitReason.NPF, 0, 0xFED00010L);

        assertThat(run.run(""))
                .isEqualTo(new RunResult(Outcome.INTERNAL_ERROR, "guest touched 0xfed00010 where nothing is mapped"));

        NestedPageTable table =
                run.host.nestedPaging.table(run.guest.lastEntry().control().nestedCr3());
        assertThat(table.translate(0x123000)).isNotEqualTo(NestedPageTable.NOT_PRESENT);
        assertThat(table.translate(0x500000)).isEqualTo(NestedPageTable.NOT_PRESENT);
    }
}
