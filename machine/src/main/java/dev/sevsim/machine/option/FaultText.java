package dev.sevsim.machine.option;

import dev.sevsim.bus.tap.Fault;
import dev.sevsim.io.text.NearMiss;
import java.util.List;

/** Faults as text. A name that does not exist is answered with those that are like it, not with all of them. */
final class FaultText {
    private static final String ANSWER = "/answer";

    private FaultText() {}

    /**
     * Reads {@code NAME[/answer]:N:ACTION[=VALUE]}.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    static Fault parse(String text) {
        String before = text.split(":", 2)[0];
        String name = before.endsWith(ANSWER) ? before.substring(0, before.length() - ANSWER.length()) : before;
        List<String> names = Fault.names();
        String near = names.contains(name) ? "" : NearMiss.question(name, names);
        if (!near.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' is no firmware command, ioctl or kind of frame" + near);
        }
        return Fault.parse(text);
    }
}
