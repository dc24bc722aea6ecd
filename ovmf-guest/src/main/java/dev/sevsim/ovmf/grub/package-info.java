/** GRUB inside the image: it boots the kernel of a guest disk, with a LUKS passphrase from the launch secrets. */
@NullMarked
package dev.sevsim.ovmf.grub;

import org.jspecify.annotations.NullMarked;
