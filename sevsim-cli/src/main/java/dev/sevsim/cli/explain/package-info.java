/** Meaning of the codes and messages of firmware, host, guest and tools: a catalogue and its search. */
@NullMarked
package dev.sevsim.cli.explain;

import org.jspecify.annotations.NullMarked;
