package dev.sevsim.bus.cpu;

/** The four registers that CPUID answers with. */
public record CpuidResult(int eax, int ebx, int ecx, int edx) {}
