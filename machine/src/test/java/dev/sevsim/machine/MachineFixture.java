package dev.sevsim.machine;

import org.junit.jupiter.api.AutoClose;

/** A machine with the embedded guest and a fixed seed, switched off after each test. */
abstract class MachineFixture {
    @AutoClose
    final Machine machine = Machine.assemble(MachineSpec.builder().seed(3).build());
}
