/** P-384, RSA-PSS, digests, HMAC and AES modes; stateless, without randomness and policy of its own. */
@NullMarked
package dev.sevsim.crypto;

import org.jspecify.annotations.NullMarked;
