package dev.sevsim.host.kvm;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The interrupt controller of KVM_CREATE_IRQCHIP, as far as it is modelled: every vCPU but the first waits for a
 * start-up interrupt, which a vCPU sends to all others through its interrupt command register.
 *
 * <p>INIT has no effect, since encrypted registers cannot be reset; every other delivery mode is ignored. Only the
 * x2APIC form of the register is modelled.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4; AMD APM volume 2, interrupt command register.
 */
final class InterruptController {
    /** The interrupt command register as an MSR. */
    static final int COMMAND_MSR = 0x830;

    private static final int DELIVERY_MODE = 7 << 8;
    private static final int START_UP = 6 << 8;
    private static final int SHORTHAND = 3 << 18;
    private static final int ALL_BUT_SELF = 3 << 18;

    private final Map<Integer, ProcessorStart> processors = new ConcurrentSkipListMap<>();

    /** Adds a vCPU, which waits for its start. */
    ProcessorStart add(int vcpu) {
        ProcessorStart start = new ProcessorStart();
        processors.put(vcpu, start);
        return start;
    }

    /** A write of the command register by a vCPU. */
    void command(int from, long value) {
        if ((value & DELIVERY_MODE) == START_UP && (value & SHORTHAND) == ALL_BUT_SELF) {
            processors.forEach((vcpu, start) -> {
                if (vcpu != from) {
                    start.startUp();
                }
            });
        }
    }
}
