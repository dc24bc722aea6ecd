/**
 * From the reset vector to 64-bit mode, and what every later phase uses: guest memory, page tables, GHCBs, console.
 */
@NullMarked
package dev.sevsim.ovmf.sec;

import org.jspecify.annotations.NullMarked;
