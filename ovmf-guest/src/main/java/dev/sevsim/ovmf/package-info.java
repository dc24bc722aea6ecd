/**
 * The firmware side of a guest: {@link dev.sevsim.ovmf.OvmfFirmware} runs on a modelled CPU,
 * {@link dev.sevsim.ovmf.AmdSevImage} makes the image it lies in, {@link dev.sevsim.ovmf.OvmfImageReport} explains any.
 *
 * <p>It knows nothing of the host and of the kernel but what guest memory, ports and the published formats say.
 */
@NullMarked
package dev.sevsim.ovmf;

import org.jspecify.annotations.NullMarked;
