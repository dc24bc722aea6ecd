/** The Linux guest kernel: {@link dev.sevsim.kernel.LinuxKernel} is the program that a vCPU runs. */
@NullMarked
package dev.sevsim.kernel;

import org.jspecify.annotations.NullMarked;
