/** The {@code sevsim} command: one class per verb; the only place that prints. */
@NullMarked
package dev.sevsim.cli;

import org.jspecify.annotations.NullMarked;
