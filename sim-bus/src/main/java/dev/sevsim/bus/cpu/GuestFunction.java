package dev.sevsim.bus.cpu;

/** A modelled routine behind a function pointer in guest memory, for instance an EFI boot service. */
@FunctionalInterface
public interface GuestFunction {
    /** Runs with the caller's arguments; the value is returned in RAX. */
    long call(GuestCpu cpu, long... arguments);
}
