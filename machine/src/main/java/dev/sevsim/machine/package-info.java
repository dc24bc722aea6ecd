/**
 * The assembled machine. Start with three classes: {@link dev.sevsim.machine.MachineSpec} describes a machine, its guest and
 * the guest's owner; {@link dev.sevsim.machine.Launch} runs the whole launch that it describes;
 * {@link dev.sevsim.machine.Machine} is the machine itself, for a launch step by step, taps, and a hostile host.
 *
 * <pre>{@code
 * MachineSpec spec = MachineSpec.builder()
 *         .guest(guest -> guest.vcpus(4).sevEs())
 *         .seed(1)
 *         .build();
 * try (Machine machine = Machine.assemble(spec)) {
 *     machine.link(Party.HOST, Party.PSP).tap(frame -> Verdict.pass());
 *     MeasuredLaunch measured = machine.newLaunch().start().measure();
 *     RunningGuest guest = measured.attest().finish();
 *     String listing = guest.type("ls /sys/kernel/security/secrets/coco");
 * }
 * }</pre>
 *
 * <p>{@code PackageExampleTest} compiles and runs these lines.
 */
@NullMarked
package dev.sevsim.machine;

import org.jspecify.annotations.NullMarked;
