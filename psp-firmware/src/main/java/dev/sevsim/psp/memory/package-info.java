/** DRAM and the encryption engine in front of it; knows keys by ASID and nothing of guests or commands. */
@NullMarked
package dev.sevsim.psp.memory;

import org.jspecify.annotations.NullMarked;
