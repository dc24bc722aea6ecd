package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a launch reports. */
final class RecordingListener implements LaunchListener {
    final List<String> steps = new ArrayList<>();
    final List<String> printed = new ArrayList<>();

    @Override
    public void step(String party, String text) {
        steps.add(party + ": " + text);
    }

    @Override
    public void guestPrinted(Bytes output) {
        printed.add(new String(output.toArray(), StandardCharsets.UTF_8));
    }
}
