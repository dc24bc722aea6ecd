/** The in-process bus: parties, links, endpoints and taps. Knows frames, never what a party does with them. */
@NullMarked
package dev.sevsim.bus;

import org.jspecify.annotations.NullMarked;
