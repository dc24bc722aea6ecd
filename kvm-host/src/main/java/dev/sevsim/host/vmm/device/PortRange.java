package dev.sevsim.host.vmm.device;

/**
 * A range of I/O ports.
 *
 * @param first its lowest port
 * @param last its highest port
 */
record PortRange(int first, int last) {}
