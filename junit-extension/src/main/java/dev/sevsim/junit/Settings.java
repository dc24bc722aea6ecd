package dev.sevsim.junit;

import dev.sevsim.machine.MachineSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What an extension gives to each test.
 *
 * @param seed of all machines; empty for that of the annotation, of the run, or a fresh one
 * @param machine changes of each machine's description
 * @param traces directory for the traces of failed tests; empty for that of the build
 * @param errorsExpected whether errors of the firmware fail no test
 */
record Settings(
        OptionalLong seed, List<Consumer<MachineSpec.Builder>> machine, Optional<Path> traces, boolean errorsExpected) {
    static final Settings DEFAULT = new Settings(OptionalLong.empty(), List.of(), Optional.empty(), false);
}
