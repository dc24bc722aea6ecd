/** What may be shown of the firmware's state, without keys: for simulators and tests. */
@NullMarked
package dev.sevsim.psp.view;

import org.jspecify.annotations.NullMarked;
