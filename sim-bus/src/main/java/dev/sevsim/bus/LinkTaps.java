package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The taps of one link: those added later, in the order of their addition, and after them those that the link was made with.
 *
 * <p>A frame passes the taps that were there when it was sent. Taps are asked on the event loop of the link alone.
 */
final class LinkTaps {
    private volatile List<Place> places;
    private int added;

    LinkTaps(List<? extends Tap> taps) {
        places = taps.stream().map(Place::new).toList();
    }

    /** The taps as they are now. */
    List<Place> places() {
        return places;
    }

    /** Adds a tap before those that the link was made with. */
    synchronized void add(Tap tap) {
        List<Place> more = new ArrayList<>(places);
        more.add(added++, new Place(tap));
        places = List.copyOf(more);
    }

    /** One tap with the frames that it holds. */
    static final class Place {
        private final Tap tap;
        private final Queue<Held> held = new ArrayDeque<>();

        Place(Tap tap) {
            this.tap = tap;
        }

        Verdict inspect(TappedFrame frame) {
            return tap.inspect(frame);
        }

        void hold(TapHandler sender, Bytes raw) {
            held.add(new Held(sender, raw));
        }

        /** Takes what the tap holds, first held first. */
        List<Held> release() {
            List<Held> released = List.copyOf(held);
            held.clear();
            return released;
        }
    }

    /** A frame on hold and the end that sent it. */
    record Held(TapHandler sender, Bytes raw) {}
}
