package dev.sevsim.host.kvm;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import org.junit.jupiter.api.Test;

class VcpusTest {
    private final Vcpus vcpus = new Vcpus();

    @Test
    void startsEveryVcpuWithoutAnInterruptController() {
        assertThat(vcpus.add(0).hasStarted()).isTrue();
        assertThat(vcpus.add(1).hasStarted()).isTrue();
        assertThat(vcpus.interrupts()).isEmpty();
    }

    @Test
    void startsTheFirstVcpuAloneWithOne() {
        vcpus.createInterruptController();

        assertThat(vcpus.add(0).hasStarted()).isTrue();
        assertThat(vcpus.add(7).hasStarted()).isFalse();
    }

    @Test
    void failsWithEexistForANumberInUse() {
        vcpus.add(3);
        fails(Errno.EEXIST, () -> vcpus.add(3));

        vcpus.remove(3);

        assertThat(vcpus.add(3).hasStarted()).isTrue();
    }

    @Test
    void makesTheControllerBeforeTheVcpusAndOnce() {
        vcpus.createInterruptController();
        fails(Errno.EEXIST, vcpus::createInterruptController);

        Vcpus used = new Vcpus();
        used.add(0);
        fails(Errno.EINVAL, used::createInterruptController);
    }
}
