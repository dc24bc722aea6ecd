package dev.sevsim.host.kvm;

/**
 * Whether a vCPU may run. The first start-up interrupt lets it run from its save area; a later one ends its reset hold.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class ProcessorStart {
    private boolean started;
    private boolean woken;

    /** A vCPU that needs no start-up interrupt. */
    static ProcessorStart done() {
        ProcessorStart start = new ProcessorStart();
        start.started = true;
        return start;
    }

    synchronized void startUp() {
        woken = started;
        started = true;
    }

    synchronized boolean hasStarted() {
        return started;
    }

    synchronized boolean isWoken() {
        return woken;
    }

    /** Whether a start-up interrupt arrived during a hold; the next hold waits for another one. */
    synchronized boolean takeWakeUp() {
        boolean was = woken;
        woken = false;
        return was;
    }
}
