/** The ccp driver: the mailbox of the Secure Processor and /dev/sev in front of it. */
@NullMarked
package dev.sevsim.host.ccp;

import org.jspecify.annotations.NullMarked;
