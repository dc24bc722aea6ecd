package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import org.junit.jupiter.api.Test;

class VcpusTest {
    private final Vcpus vcpus = new Vcpus();

    private static void fails(Errno errno, Runnable call) {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

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
