package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.host.RunFixture;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class GuestCpuidTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @ParameterizedTest(name = "leaf {0}")
    @CsvSource({
        "0x8000001F, 0x2, 0x73, 0, 0",
        "0x40000000, 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d",
        "0x00000000, 0x10, 0x68747541, 0x444d4163, 0x69746e65",
        "0x80000000, 0x8000001f, 0x68747541, 0x444d4163, 0x69746e65",
        "0x40000123, 0, 0, 0, 0",
    })
    void answersCpuid(String leaf, String eax, String ebx, String ecx, String edx) {
        run.guest.exit(ExitReason.CPUID, Long.decode(leaf), 0);

        run.run("");

        VcpuEntry entry = run.guest.entries().get(1);
        assertThat(entry.rax()).isEqualTo(Long.decode(eax));
        assertThat(entry.rbx()).isEqualTo(Long.decode(ebx));
        assertThat(entry.rcx()).isEqualTo(Long.decode(ecx));
        assertThat(entry.rdx()).isEqualTo(Long.decode(edx));
    }
}
