/**
 * What a hostile host does, and when: a {@link dev.sevsim.machine.act.Point} names a moment of a run by its meaning, an {@link
 * dev.sevsim.machine.act.Act} is done there. {@link dev.sevsim.machine.HostSpec.Builder#act} describes both.
 *
 * <p>Acts use the host's own ports alone: its memory port, its nested page tables, and its ends of the links to the Secure Processor, the
 * guest's CPUs, the VMM and the owner. No party has any code for them. A new act is one record: its name, its arguments, its text form
 * and its line in docs/acts.md follow from it.
 */
@NullMarked
package dev.sevsim.machine.act;

import org.jspecify.annotations.NullMarked;
