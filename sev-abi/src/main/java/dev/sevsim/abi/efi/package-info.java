/** EFI structures that firmware and kernel hand over in guest memory. */
@NullMarked
package dev.sevsim.abi.efi;

import org.jspecify.annotations.NullMarked;
