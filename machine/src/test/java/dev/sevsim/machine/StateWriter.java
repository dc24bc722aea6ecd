package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.psp.nv.NvStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that saves one identity after the other until it is killed: {@code DIR SEED AREA-FILE...}. */
final class StateWriter {
    private StateWriter() {}

    public static void main(String[] args) throws IOException {
        List<Bytes> areas = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            areas.add(Bytes.copyOf(Files.readAllBytes(Path.of(args[i]))));
        }
        System.out.write('s');
        System.out.flush();
        StateDirectory state = new StateDirectory(Path.of(args[0]));
        if (state.chip(ChipGeneration.MILAN, SeededRandom.of(Long.parseLong(args[1])))
                .value()
                .isWiped()) {
            throw new IllegalStateException("a chip without a secret");
        }
        NvStorage flash = state.flash();
        for (int i = 0; ; i++) {
            flash.write(areas.get(i % areas.size()));
            if (i == 0) {
                System.out.write('w');
                System.out.flush();
            }
        }
    }
}
