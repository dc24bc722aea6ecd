/**
 * Editing a line at a terminal that is reached by bytes alone: keys, history, completion and what the screen needs. It
 * depends on neither the serial port nor the shell.
 */
@NullMarked
package dev.sevsim.kernel.edit;

import org.jspecify.annotations.NullMarked;
