/** End-to-end launches, interoperability with real tools, and the architecture rules. */
@NullMarked
package dev.sevsim.it;

import org.jspecify.annotations.NullMarked;
