/**
 * Options of a machine by name, as the command line and scenario files have them: {@link
 * dev.sevsim.machine.option.MachineOption} lists them, {@link dev.sevsim.machine.option.MachineDraft} collects their values.
 */
@NullMarked
package dev.sevsim.machine.option;

import org.jspecify.annotations.NullMarked;
