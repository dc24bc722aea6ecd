/** Registers of the board's devices that guest code reads and writes. */
@NullMarked
package dev.sevsim.abi.device;

import org.jspecify.annotations.NullMarked;
