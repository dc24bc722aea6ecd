/** Boot options of the AmdSev build: the kernel from fw_cfg and the check of its hashes. */
@NullMarked
package dev.sevsim.ovmf.bds;

import org.jspecify.annotations.NullMarked;
