/** Ready-made taps: the recorder, the fault injector and the secret canary. They know frames, never a party's inside. */
@NullMarked
package dev.sevsim.bus.tap;

import org.jspecify.annotations.NullMarked;
