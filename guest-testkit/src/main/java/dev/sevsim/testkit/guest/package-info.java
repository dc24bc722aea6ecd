/** A processor, its hypervisor and memory; for tests only. */
@NullMarked
package dev.sevsim.testkit.guest;

import org.jspecify.annotations.NullMarked;
