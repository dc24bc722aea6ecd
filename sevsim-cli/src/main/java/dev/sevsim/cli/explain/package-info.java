/** What codes and messages of firmware, host, guest and tools mean: a catalogue and how it is searched. */
@NullMarked
package dev.sevsim.cli.explain;

import org.jspecify.annotations.NullMarked;
