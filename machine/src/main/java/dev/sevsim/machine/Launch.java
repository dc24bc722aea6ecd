package dev.sevsim.machine;

import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.host.vmm.VmmException;

/** Whole launches, each on a machine of its own; {@link Machine#newLaunch} goes step by step. */
public final class Launch {
    private Launch() {}

    /** Runs one launch to its end, types the described commands, and switches the machine off. */
    public static LaunchReport run(MachineSpec spec) {
        return run(spec, LaunchListener.NONE, Keyboard.NONE);
    }

    /**
     * Runs one launch to its end.
     *
     * @param keyboard input for the guest's shell after the described commands
     * @return the report; also of a launch that was refused
     * @throws dev.sevsim.io.file.InputException when the machine cannot be assembled
     */
    public static LaunchReport run(MachineSpec spec, LaunchListener listener, Keyboard keyboard) {
        try (Machine machine = Machine.assemble(spec)) {
            return run(machine, listener, keyboard);
        }
    }

    /**
     * Runs the launch that is described by a machine to its end; the machine stays on.
     *
     * <p>What an observer of {@link Machine.Assembly#at} throws comes out of here.
     */
    public static LaunchReport run(Machine machine, LaunchListener listener, Keyboard keyboard) {
        try {
            RunningGuest guest = finished(machine, listener);
            return guest.runToEnd(machine.spec().guest().commands().orElseThrow(), keyboard);
        } catch (LaunchRefusedException e) {
            return e.report();
        } catch (RuntimeException e) {
            throw machine.acts().halt().orElse(e);
        }
    }

    /**
     * Launches a guest that stays up until it is closed; the described commands are not typed.
     *
     * @throws LaunchRefusedException when the launch ends before the guest runs
     */
    public static RunningGuest start(MachineSpec spec) {
        return start(Machine.assemble(spec), LaunchListener.NONE);
    }

    /** As {@link #start(MachineSpec)}, on a machine that is switched off when the guest is closed. */
    public static RunningGuest start(Machine machine, LaunchListener listener) {
        boolean started = false;
        try {
            RunningGuest guest = finished(machine, listener).owningItsMachine();
            boolean unused = guest.letRun();
            started = true;
            return guest;
        } finally {
            if (!started) {
                machine.close();
            }
        }
    }

    /**
     * Launches the described guest up to its first instruction, on a machine that stays on; {@link RunningGuest#typeAll} and {@link
     * RunningGuest#shutDown} go on.
     *
     * @throws LaunchRefusedException when the launch ends before
     */
    public static RunningGuest boot(Machine machine, LaunchListener listener) {
        return finished(machine, listener);
    }

    private static RunningGuest finished(Machine machine, LaunchListener listener) {
        if (machine.processor().hasDiscardedStore()) {
            listener.step("psp", "the store was damaged and has been erased: the platform has a new identity");
        }
        LaunchContext context = new LaunchContext(machine, machine.spec(), listener);
        try {
            return new NewLaunch(context).start().measure().attest().finish();
        } catch (LaunchRefusedException e) {
            context.abandon();
            throw e;
        } catch (VmmException e) {
            context.abandon();
            throw context.refused(machine.refusals().explain(e, e.getMessage() + advice(machine.spec())));
        }
    }

    /** The usual cause when a typed VM cannot be made. */
    private static String advice(MachineSpec spec) {
        boolean typed = spec.guest().sev().legacyVmType() == LegacyVmType.OFF;
        return typed && spec.host().kernel() != KernelProfile.NEWEST
                ? "; legacy-vm-type=off makes a VM with a type, which needs --host-kernel newest"
                : "";
    }
}
