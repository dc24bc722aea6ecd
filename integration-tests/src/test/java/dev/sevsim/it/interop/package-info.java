/** What real tools make of sevsim's artefacts and it of theirs; writes docs/conformance.md. */
@NullMarked
package dev.sevsim.it.interop;

import org.jspecify.annotations.NullMarked;
