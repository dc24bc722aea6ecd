package dev.sevsim.psp;

import org.junit.jupiter.api.AutoClose;

/** A test of one machine, switched on and not yet initialised. */
// Tests of all packages use it; it is never part of the module's API.
@SuppressWarnings("exports")
public abstract class MachineTest {
    @AutoClose
    protected final TestMachine machine;

    protected MachineTest() {
        this(new TestMachine());
    }

    protected MachineTest(TestMachine machine) {
        this.machine = machine;
    }
}
