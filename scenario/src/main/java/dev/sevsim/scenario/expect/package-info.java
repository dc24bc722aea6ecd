/** What can be expected of a run: a record for each, with its name in {@link dev.sevsim.scenario.Expectations}. */
@NullMarked
package dev.sevsim.scenario.expect;

import org.jspecify.annotations.NullMarked;
