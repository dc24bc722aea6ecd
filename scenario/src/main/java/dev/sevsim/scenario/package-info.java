/**
 * Scenarios: a machine, what its hostile host does, and what each party must answer.
 *
 * <p>Start with {@link dev.sevsim.scenario.Scenario}, the value that Java code and files build alike; {@link
 * dev.sevsim.scenario.ScenarioRunner} runs it, and {@link dev.sevsim.scenario.ScenarioResult} has what went otherwise. {@link
 * dev.sevsim.scenario.Scenarios} reads files and the catalogue.
 *
 * <pre>{@code
 * Scenario scenario = Scenario.named("flipped-image-bit")
 *         .machine(machine -> machine.host(HostSpec.builder()
 *                 .act(Point.before("LAUNCH_UPDATE_DATA"), Acts.parse("flip-bit page=reset-vector"))
 *                 .build()))
 *         .expect(new VerdictIs(Verdict.REFUSED), new RefusedBy(Refusal.By.OWNER))
 *         .build();
 * ScenarioResult result = new ScenarioRunner(7).run(scenario);
 * }</pre>
 */
@NullMarked
package dev.sevsim.scenario;

import org.jspecify.annotations.NullMarked;
