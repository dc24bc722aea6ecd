/** The efi_secret module: it exposes the launch secrets of a SEV guest as files in securityfs. */
@NullMarked
package dev.sevsim.kernel.secret;

import org.jspecify.annotations.NullMarked;
