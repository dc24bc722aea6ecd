package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.EnvelopeCodec;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.tap.FaultInjector.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a fault does to its frame.
 *
 * @param kind the act
 * @param value {@code delay}: simulated milliseconds; {@code truncate}: payload bytes that remain; {@code corrupt}: offset in the
 *     payload of the byte whose lowest bit is inverted; empty for the default and for acts without a value
 */
public record FaultAction(Kind kind, OptionalInt value) {
    private static final int DEFAULT_DELAY_MILLIS = 1000;

    /** Acts on a frame. */
    public enum Kind {
        /** It is lost. */
        DROP,
        /** It arrives later, by one second or the value in simulated milliseconds. */
        DELAY,
        /** It arrives twice. */
        DUPLICATE,
        /** It arrives after the next frame of its link; without a next one it is lost. */
        REORDER,
        /** The end of its payload is cut off, the last byte or what lies behind the value. */
        TRUNCATE,
        /** One bit of its payload is inverted, in the last byte or in that at the value; a payload without it stays. */
        CORRUPT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<Kind> WITH_VALUE = Set.of(Kind.DELAY, Kind.TRUNCATE, Kind.CORRUPT);

    /** Checks the value. */
    public FaultAction {
        int least = kind == Kind.DELAY ? 1 : 0;
        if (value.isPresent() && (value.getAsInt() < least || !WITH_VALUE.contains(kind))) {
            throw new IllegalArgumentException("'" + kind.label() + "=" + value.getAsInt() + "', expected "
                    + (WITH_VALUE.contains(kind) ? "a number from " + least : kind.label() + " alone"));
        }
    }

    static FaultAction parse(String text) {
        String[] parts = text.split("=", 2);
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> k.label().equals(parts[0]))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + parts[0] + "' is no act of a fault, expected one of "
                                + Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "))));
        try {
            return new FaultAction(
                    kind, parts.length == 1 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts[1])));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no usable value, expected " + kind.label() + " or " + kind.label() + "=NUMBER",
                    e);
        }
    }

    @Override
    public String toString() {
        return kind.label() + (value.isPresent() ? "=" + value.getAsInt() : "");
    }

    /** Rules that act on the n-th matching frame and report it. */
    List<Rule> rules(Predicate<TappedFrame> matches, int nth, Consumer<TappedFrame> befallen) {
        Function<TappedFrame, Verdict> act = frame -> {
            befallen.accept(frame);
            return verdict(frame);
        };
        if (kind != Kind.REORDER) {
            return List.of(new Rule(matches, nth, act));
        }
        NextOfLink next = new NextOfLink();
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.first(next, new Verdict.PassThenRelease()));
        rules.add(new Rule(matches, nth, frame -> {
            next.holding = frame;
            return act.apply(frame);
        }));
        return rules;
    }

    private Verdict verdict(TappedFrame frame) {
        int last = frame.payload().length() - 1;
        return switch (kind) {
            case DROP -> Verdict.drop();
            case DELAY -> new Verdict.Delay(Duration.ofMillis(value.orElse(DEFAULT_DELAY_MILLIS)));
            case DUPLICATE -> new Verdict.Duplicate();
            case REORDER -> new Verdict.Hold();
            case TRUNCATE -> new Verdict.Replace(truncated(frame.raw(), value.orElse(Math.max(0, last))));
            case CORRUPT ->
                last < 0
                        ? Verdict.pass()
                        : FaultInjector.flip(
                                        (int) Math.min(
                                                Integer.MAX_VALUE,
                                                EnvelopeCodec.HEADER_SIZE + (long) value.orElse(last)),
                                        1)
                                .apply(frame);
        };
    }

    private static Bytes truncated(Bytes raw, int payload) {
        return raw.slice(0, (int) Math.min(raw.length(), (long) EnvelopeCodec.HEADER_SIZE + payload));
    }

    /** The first frame on the link of a held one, after that. */
    private static final class NextOfLink implements Predicate<TappedFrame> {
        private @Nullable TappedFrame holding;

        @Override
        public boolean test(TappedFrame frame) {
            return holding != null && parties(frame).equals(parties(holding));
        }

        private static Set<Party> parties(TappedFrame frame) {
            return Set.of(frame.from(), frame.to());
        }
    }
}
