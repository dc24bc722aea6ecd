/**
 * The assembled machine. Start with three classes: {@link dev.sevsim.machine.MachineSpec} describes a machine, its guest and
 * the guest's owner; {@link dev.sevsim.machine.Launch} runs the whole launch that it describes;
 * {@link dev.sevsim.machine.Machine} is the machine itself, for a launch step by step, taps, and a hostile host.
 *
 * <pre>{@code
 * MachineSpec spec = MachineSpec.builder().vcpus(4).sevEs().seed(1).build();
 * try (Machine machine = Machine.assemble(spec)) {
 *     machine.link(Party.HOST, Party.PSP).tap(frame -> Verdict.pass());
 *     MeasuredLaunch measured = machine.newLaunch().start().measure();
 *     RunningGuest guest = measured.attest().finish();
 *     String listing = guest.type("ls /sys/kernel/security/secrets/coco");
 * }
 * }</pre>
 *
 * <p>{@code PackageExampleTest} compiles and runs these lines. A machine launches any number of guests, one after the other
 * or at once, each by a {@link dev.sevsim.machine.Machine#newLaunch} of its own.
 *
 * <p>Exceptions, all of them unchecked:
 *
 * <table>
 * <caption>What each stage throws</caption>
 * <tr><th>Stage</th><th>Exception</th><th>Cause</th></tr>
 * <tr><td>builders, {@code Machine.assemble}</td><td>{@link dev.sevsim.io.file.InputException}</td>
 *     <td>a description that is out of range or contradicts itself; a file that cannot be used</td></tr>
 * <tr><td>{@code NewLaunch.start}, {@code MeasuredLaunch.attest}</td>
 *     <td>{@link dev.sevsim.machine.LaunchRefusedException}</td><td>the owner refuses, or does not answer</td></tr>
 * <tr><td>{@code NewLaunch} to {@code MeasuredLaunch.finish}</td><td>{@link dev.sevsim.host.vmm.VmmException}</td>
 *     <td>the VMM, the host or the firmware refuses a step: errno and status are in the exception</td></tr>
 * <tr><td>{@code RunningGuest}</td><td>{@link java.lang.IllegalStateException}</td>
 *     <td>use after the guest's end, or from another thread than that of its launch; a guest that fails gives a report</td>
 *     </tr>
 * <tr><td>{@code Launch.start}</td><td>{@link dev.sevsim.machine.LaunchRefusedException}</td>
 *     <td>any refusal before the guest runs, with a report; {@code Launch.run} returns that report instead</td></tr>
 * </table>
 */
@NullMarked
package dev.sevsim.machine;

import org.jspecify.annotations.NullMarked;
