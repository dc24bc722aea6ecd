package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the vCPUs of a VM, and their interrupt controller.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class Vcpus {
    private final Set<Integer> numbers = new ConcurrentSkipListSet<>();
    private volatile @Nullable InterruptController interrupts;

    /** The interrupt controller; empty when user space has its own. */
    Optional<InterruptController> interrupts() {
        return Optional.ofNullable(interrupts);
    }

    /** EEXIST when there is one, EINVAL when a vCPU exists. */
    void createInterruptController() {
        if (interrupts != null) {
            throw new ErrnoException(Errno.EEXIST, "the VM has an interrupt controller");
        }
        if (!numbers.isEmpty()) {
            throw new ErrnoException(Errno.EINVAL, "vCPUs exist already");
        }
        interrupts = new InterruptController();
    }

    /**
     * Takes a number; EEXIST when it is in use.
     *
     * @return whether the vCPU may run: without an interrupt controller user space decides, and vCPU 0 always may
     */
    ProcessorStart add(int number) {
        if (!numbers.add(number)) {
            throw new ErrnoException(Errno.EEXIST, "vCPU " + number + " exists");
        }
        return interrupts()
                .filter(controller -> number != 0)
                .map(controller -> controller.add(number))
                .orElseGet(ProcessorStart::done);
    }

    void remove(int number) {
        numbers.remove(number);
    }
}
