/** The OVMF image: how it is made, what its last page contains, and how releases of edk2 differ. */
@NullMarked
package dev.sevsim.ovmf.image;

import org.jspecify.annotations.NullMarked;
