/**
 * AssertJ assertions on {@link dev.sevsim.scenario.LaunchResult} and {@link dev.sevsim.scenario.ScenarioResult}: {@code import static
 * dev.sevsim.assertj.SevAssertions.assertThat}, beside that of AssertJ.
 */
@NullMarked
package dev.sevsim.assertj;

import org.jspecify.annotations.NullMarked;
