package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.host.RunFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class VcpuTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void entersUnderTheVmsAsidWithNestedPagingAndSev() {
        run.run("");

        VcpuEntry first = run.guest.entries().get(0);
        assertThat(first.control().asid()).isEqualTo(100);
        assertThat(first.control().sevFlags()).isEqualTo(3);
        assertThat(first.vcpu()).isZero();
    }
}
