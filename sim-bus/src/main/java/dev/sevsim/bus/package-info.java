/** The in-process bus: parties, links, endpoints and taps. It carries frames, whatever a party does with them. */
@NullMarked
package dev.sevsim.bus;

import org.jspecify.annotations.NullMarked;
