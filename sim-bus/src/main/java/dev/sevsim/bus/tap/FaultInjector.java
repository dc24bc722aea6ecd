package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.EnvelopeKind;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.MailboxCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Injects faults by rules: the n-th frame that a rule matches gets the rule's verdict.
 *
 * <p>Every rule counts its own matches, whether or not another rule acts; of several rules that would act on a frame the
 * first of the script does. Frames that no rule acts on pass.
 */
public final class FaultInjector implements Tap {
    private final List<Counted> rules = new ArrayList<>();
    private boolean acted;

    /** A script of rules. */
    public FaultInjector(List<Rule> script) {
        script.forEach(rule -> rules.add(new Counted(rule)));
    }

    @Override
    public synchronized Verdict inspect(TappedFrame frame) {
        Verdict chosen = null;
        for (Counted rule : rules) {
            if (rule.isDue(frame) && chosen == null) {
                chosen = rule.rule.action().apply(frame);
            }
        }
        acted |= chosen != null && hasEffect(chosen, frame);
        return chosen == null ? Verdict.pass() : chosen;
    }

    private static boolean hasEffect(Verdict verdict, TappedFrame frame) {
        return verdict instanceof Verdict.Replace other
                ? !other.raw().equals(frame.raw())
                : !verdict.equals(Verdict.pass());
    }

    /** Whether a rule has acted on a frame, so that it is not what it was without the rule. */
    public synchronized boolean hasActed() {
        return acted;
    }

    /** Frames of one type. */
    public static Predicate<TappedFrame> ofType(FrameType type) {
        return frame -> frame.envelope().filter(e -> e.frame().type() == type).isPresent();
    }

    /** Frames that one party sends. */
    public static Predicate<TappedFrame> sentBy(Party party) {
        return frame -> frame.from() == party;
    }

    /** Requests, answers or notices. */
    public static Predicate<TappedFrame> ofKind(EnvelopeKind kind) {
        return frame -> frame.envelope().filter(e -> e.kind() == kind).isPresent();
    }

    /** Mailbox frames with this command. */
    public static Predicate<TappedFrame> mailboxCommand(CommandId command) {
        return frame -> frame.envelope()
                .filter(e -> e.frame() instanceof MailboxCommand sent && sent.id() == command.code())
                .isPresent();
    }

    /** Inverts bits of one byte; offsets beyond the frame leave it as it is. */
    public static Function<TappedFrame, Verdict> flip(int offset, int mask) {
        return frame -> {
            byte[] raw = frame.raw().toArray();
            if (offset < raw.length) {
                raw[offset] ^= (byte) mask;
            }
            return new Verdict.Replace(Bytes.copyOf(raw));
        };
    }

    /**
     * One line of the script.
     *
     * @param matches which frames count
     * @param nth which of them is acted on, from 1; {@link #EVERY} for all
     * @param action what happens to it
     */
    public record Rule(Predicate<TappedFrame> matches, int nth, Function<TappedFrame, Verdict> action) {
        /** Acts on every match. */
        public static final int EVERY = 0;

        /** Refuses a negative count. */
        public Rule {
            if (nth < 0) {
                throw new IllegalArgumentException("nth: " + nth + ", expected 0 or more");
            }
        }

        /** Acts on the first match. */
        public static Rule first(Predicate<TappedFrame> matches, Verdict verdict) {
            return new Rule(matches, 1, frame -> verdict);
        }

        /** Acts on every match. */
        public static Rule every(Predicate<TappedFrame> matches, Verdict verdict) {
            return new Rule(matches, EVERY, frame -> verdict);
        }
    }

    /** A rule and how often it matched. */
    private static final class Counted {
        private final Rule rule;
        private int matched;

        Counted(Rule rule) {
            this.rule = rule;
        }

        boolean isDue(TappedFrame frame) {
            if (!rule.matches().test(frame)) {
                return false;
            }
            matched++;
            return rule.nth() == Rule.EVERY || rule.nth() == matched;
        }
    }
}
