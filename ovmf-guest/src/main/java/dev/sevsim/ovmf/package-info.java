/** OVMF's AmdSev build as a guest program: {@link dev.sevsim.ovmf.OvmfFirmware} runs the phases in their order. */
@NullMarked
package dev.sevsim.ovmf;

import org.jspecify.annotations.NullMarked;
