package dev.sevsim.host.kvm;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kvm.sev.SaveArea;
import org.junit.jupiter.api.Test;

class VcpusTest {
    private final Vcpus vcpus = new Vcpus();

    private ProcessorStart add(int number) {
        return vcpus.add(number, new SaveArea(0, number == 0));
    }

    @Test
    void startsEveryVcpuWithoutAnInterruptController() {
        assertThat(add(0).hasStarted()).isTrue();
        assertThat(add(1).hasStarted()).isTrue();
        assertThat(vcpus.interrupts()).isEmpty();
    }

    @Test
    void startsTheFirstVcpuAloneWithOne() {
        vcpus.createInterruptController();

        assertThat(add(0).hasStarted()).isTrue();
        assertThat(add(7).hasStarted()).isFalse();
    }

    @Test
    void failsWithEexistForANumberInUse() {
        var unused = add(3);
        assertThat(vcpus.registers(3)).isPresent();
        fails(Errno.EEXIST, () -> add(3));

        vcpus.remove(3);
        assertThat(vcpus.registers(3)).isEmpty();

        assertThat(add(3).hasStarted()).isTrue();
    }

    @Test
    void makesTheControllerBeforeTheVcpusAndOnce() {
        vcpus.createInterruptController();
        fails(Errno.EEXIST, vcpus::createInterruptController);

        Vcpus used = new Vcpus();
        var unused = used.add(0, new SaveArea(0, true));
        fails(Errno.EINVAL, used::createInterruptController);
    }
}
