package dev.sevsim.machine;

/** A launch whose inputs are checked and whose expected digest is known, to be run any number of times. */
public final class PreparedLaunch {
    private final LaunchInputs inputs;

    PreparedLaunch(LaunchInputs inputs) {
        this.inputs = inputs;
    }

    /** Runs it to its end on a machine of its own; see {@link Launch#run}. */
    public LaunchReport run(Launch.Options options, LaunchListener listener, Keyboard keyboard) {
        return Launch.run(inputs, options, listener, keyboard);
    }
}
