/**
 * The {@code secrets} directory of securityfs and the files in it that are wiped when they are unlinked. Knows nothing of
 * where secrets come from.
 */
@NullMarked
package dev.sevsim.kernel.secrets;

import org.jspecify.annotations.NullMarked;
