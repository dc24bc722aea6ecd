/** Work that other threads may take over: {@link dev.sevsim.bus.work.Workers} is made and closed by the code that assembles a machine. */
@NullMarked
package dev.sevsim.bus.work;

import org.jspecify.annotations.NullMarked;
