/** The persistent store: where it is kept, and how its content is protected. */
@NullMarked
package dev.sevsim.psp.nv;

import org.jspecify.annotations.NullMarked;
