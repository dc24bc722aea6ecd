package dev.sevsim.host.kernel;

/**
 * A piece of physical memory.
 *
 * @param address system physical address
 * @param length bytes
 */
public record PhysicalRun(long address, long length) {}
