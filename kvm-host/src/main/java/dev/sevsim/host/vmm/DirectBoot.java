package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * Files for direct boot: {@code -kernel}, {@code -initrd} and {@code -append}.
 *
 * @param kernel the kernel file
 * @param initrd the initrd file
 * @param append the kernel command line
 */
public record DirectBoot(Bytes kernel, Optional<Bytes> initrd, Optional<String> append) {}
