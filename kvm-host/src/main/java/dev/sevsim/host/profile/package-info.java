/** Describes a host: its processor and its kernel. */
@NullMarked
package dev.sevsim.host.profile;

import org.jspecify.annotations.NullMarked;
