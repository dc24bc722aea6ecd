/** Files, registers and CPUID leaves in which programs of a Linux host look for SEV. */
@NullMarked
package dev.sevsim.host.files;

import org.jspecify.annotations.NullMarked;
