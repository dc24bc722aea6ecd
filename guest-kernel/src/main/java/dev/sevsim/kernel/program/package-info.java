/**
 * Programs that the assembler of a machine adds to the guest's user space: {@link
 * dev.sevsim.kernel.program.UserProgram} is given to {@link dev.sevsim.kernel.LinuxKernel}, and the guest's shell
 * starts it by its name.
 */
@NullMarked
package dev.sevsim.kernel.program;

import org.jspecify.annotations.NullMarked;
