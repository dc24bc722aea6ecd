package dev.sevsim.scenario.check;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Called by the checks of instrumented classes, which are loaded by the same loader as this: notes each refusal, and lets the one check that
 * is switched off pass.
 */
public final class Switch {
    private static final String LADDER = "dev.sevsim.psp.command.Checks";
    private static final Set<String> INNER = Set.of("reject", "that", "only");

    private static final Set<String> HITS = ConcurrentHashMap.newKeySet();
    private static volatile String off = "";

    private Switch() {}

    /** Whether the check is switched off; called where it would refuse. */
    public static boolean isOff(String check) {
        HITS.add(check);
        return check.equals(off);
    }

    /** The refusal of the firmware's ladder of checks; null where the one that makes it is switched off. */
    public static @Nullable Object refusal(@Nullable Object refusal) {
        return refusal != null && isOff(StackWalker.getInstance().walk(frames -> ofLadder(frames.toList())))
                ? null
                : refusal;
    }

    /** Switches one check off, and starts a new set of hits. */
    static void turnOff(String check) {
        off = check;
        HITS.clear();
    }

    /** The checks that have refused something. */
    static Set<String> hits() {
        return Set.copyOf(HITS);
    }

    /** Class, method and line that call the ladder, and the method of the ladder: the first one below that is no helper of it. */
    private static String ofLadder(List<StackFrame> frames) {
        String method = "";
        for (StackFrame frame : frames) {
            if (frame.getClassName().equals(LADDER)) {
                String name = frame.getMethodName();
                boolean better = method.isEmpty() || INNER.contains(method);
                method = better && !name.startsWith("lambda$") ? name : method;
            } else if (!method.isEmpty()) {
                return ladderKey(frame.getClassName(), frame.getMethodName(), frame.getLineNumber(), method);
            }
        }
        throw new IllegalStateException("no caller of the ladder of checks in " + frames);
    }

    static String ladderKey(String type, String method, int line, String check) {
        return type + "." + method + ":" + line + " " + check;
    }
}
