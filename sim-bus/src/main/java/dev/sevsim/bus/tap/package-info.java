/** Ready-made taps: the recorder, the fault injector and the secret canary. They see frames, never a party's internals. */
@NullMarked
package dev.sevsim.bus.tap;

import org.jspecify.annotations.NullMarked;
