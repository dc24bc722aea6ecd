/** DRAM and the encryption engine in front of it; has keys by ASID and no notion of guests or commands. */
@NullMarked
package dev.sevsim.memory;

import org.jspecify.annotations.NullMarked;
