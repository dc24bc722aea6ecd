/** Loadable kernel modules and the table that counts their users. */
@NullMarked
package dev.sevsim.kernel.module;

import org.jspecify.annotations.NullMarked;
