package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The taps of one link with the frames that each of them holds; used on the link's event loop alone. */
final class LinkTaps {
    private final List<Tap> taps;
    private final List<Queue<Held>> held = new ArrayList<>();

    LinkTaps(List<? extends Tap> taps) {
        this.taps = List.copyOf(taps);
        this.taps.forEach(tap -> held.add(new ArrayDeque<>()));
    }

    int count() {
        return taps.size();
    }

    Verdict inspect(int index, TappedFrame frame) {
        return taps.get(index).inspect(frame);
    }

    void hold(int index, TapHandler sender, Bytes raw) {
        held.get(index).add(new Held(sender, raw));
    }

    /** Takes what the tap holds, first held first. */
    List<Held> release(int index) {
        List<Held> released = List.copyOf(held.get(index));
        held.get(index).clear();
        return released;
    }

    /** A frame on hold and the end that sent it. */
    record Held(TapHandler sender, Bytes raw) {}
}
