/** SEV and AMD certificates and the chains that they form. */
@NullMarked
package dev.sevsim.abi.cert;

import org.jspecify.annotations.NullMarked;
