/** One class for each firmware command: the checks in the firmware's order, one effect, the output. */
@NullMarked
package dev.sevsim.psp.command;

import org.jspecify.annotations.NullMarked;
