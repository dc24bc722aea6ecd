package dev.sevsim.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md section 6. */
class NestedMappingTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void redirectsPagesForAHostileHost() {
        NestedMapping mapping = run.host.host.nestedPages(0);
        SystemPhysical first = mapping.frameOf(new GuestPhysical(0x1000)).orElseThrow();
        SystemPhysical second = mapping.frameOf(new GuestPhysical(0x2000)).orElseThrow();
        assertThat(second).isEqualTo(first.plus(0x1000));

        mapping.remap(new GuestPhysical(0x1FFF), second);
        assertThat(mapping.frameOf(new GuestPhysical(0x1000))).contains(second);
        mapping.restore(new GuestPhysical(0x1000));

        assertThat(mapping.frameOf(new GuestPhysical(0x1000))).contains(first);
        assertThat(mapping.frameOf(new GuestPhysical(0xFED00000L))).isEmpty();
    }
}
