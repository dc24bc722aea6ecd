/** The securityfs file system: directories and files whose content is computed when it is read. */
@NullMarked
package dev.sevsim.kernel.securityfs;

import org.jspecify.annotations.NullMarked;
