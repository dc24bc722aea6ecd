/** Physical memory as the kernel maps it, the e820 map and the rules of ioremap. */
@NullMarked
package dev.sevsim.kernel.memory;

import org.jspecify.annotations.NullMarked;
