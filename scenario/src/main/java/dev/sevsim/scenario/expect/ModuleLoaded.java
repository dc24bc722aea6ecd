package dev.sevsim.scenario.expect;

import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * A module of the guest's kernel is loaded, as /proc/modules shows it.
 *
 * @param module its name, such as {@code efi_secret}
 */
public record ModuleLoaded(String module) implements Expectation.OfGuest {
    private static final String NAME = "module-loaded";

    @Override
    public List<Mismatch> check(RunningGuest guest, Observed run) {
        try {
            List<String> loaded = Files.readAllLines(guest.files().getPath("/proc/modules")).stream()
                    .map(line -> line.split(" ", 2)[0])
                    .toList();
            return loaded.contains(module) ? List.of() : List.of(Mismatch.of(NAME, module, loaded.toString()));
        } catch (IOException e) {
            return List.of(Mismatch.of(NAME, module, "an error: " + e.getMessage()));
        }
    }
}
