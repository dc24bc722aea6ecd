/** The visible state of the firmware, without keys: for simulators and tests. */
@NullMarked
package dev.sevsim.psp.view;

import org.jspecify.annotations.NullMarked;
