package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.sev.RegisterSet;
import dev.sevsim.host.kvm.sev.SaveArea;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and registers of the vCPUs of a VM, and their interrupt controller.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class Vcpus {
    private final Map<Integer, SaveArea> registers = new ConcurrentSkipListMap<>();
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
        if (!registers.isEmpty()) {
            throw new ErrnoException(Errno.EINVAL, "vCPUs exist already");
        }
        interrupts = new InterruptController();
    }

    /**
     * Takes a number; EEXIST when it is in use.
     *
     * @return whether the vCPU may run: without an interrupt controller user space decides, and vCPU 0 always may
     */
    ProcessorStart add(int number, SaveArea area) {
        if (registers.putIfAbsent(number, area) != null) {
            throw new ErrnoException(Errno.EEXIST, "vCPU " + number + " exists");
        }
        return interrupts()
                .filter(controller -> number != 0)
                .map(controller -> controller.add(number))
                .orElseGet(ProcessorStart::done);
    }

    void remove(int number) {
        registers.remove(number);
    }

    /** Registers as the host has them; empty for a number that is not in use. */
    Optional<RegisterSet> registers(int number) {
        return Optional.ofNullable(registers.get(number)).map(SaveArea::registers);
    }
}
