/** The devices that the VMM offers its guest, one class each behind a range of ports. */
@NullMarked
package dev.sevsim.host.vmm.device;

import org.jspecify.annotations.NullMarked;
