package dev.sevsim.machine;

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
    public void guestPrinted(String text) {
        printed.add(text);
    }
}
