/** DRAM and the encryption engine in front of it; knows keys by ASID and nothing of guests or commands. */
@NullMarked
package dev.sevsim.memory;

import org.jspecify.annotations.NullMarked;
