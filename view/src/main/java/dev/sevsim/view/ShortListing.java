package dev.sevsim.view;

import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.FrameTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run as one line for each frame: the answer and what the receiver recorded of the frame are part of its line.
 *
 * <p>A line has at most as many characters as are asked for, which cut long values; refusals have their rule on a line below.
 */
public final class ShortListing {
    /** Characters of a line at most, also where there is room for more. */
    public static final int COLUMNS = 100;

    /** Records that are part of the line of the frame above them. */
    private static final Map<String, Set<String>> MERGED = Map.of(
            FrameType.DEVICE_CALL.kind(), Set.of(FrameType.DEVICE_RESULT.kind(), "kvm.ioctl", "sev.issue-cmd"),
            FrameType.MAILBOX_COMMAND.kind(),
                    Set.of(FrameType.MAILBOX_RESPONSE.kind(), "firmware.command", "firmware.mailbox"),
            FrameType.VCPU_ENTRY.kind(), Set.of(FrameType.VCPU_EXIT.kind()));

    /** Fields that the title has, or that repeat others. */
    private static final Set<String> NAMED =
            Set.of("command", "ioctl", "id", "cmd", "data", "error", "sev_fd", "platformState", "platformStateAfter");

    private static final String DATA = "data.";
    private static final String OUT = "out.";
    private static final String INDENT = "  ";
    private static final String HANGING = "        ";

    private final FrameTree tree;
    private final Predicate<TraceEvent> chosen;
    private final int columns;
    private final List<String> lines = new ArrayList<>();

    private ShortListing(FrameTree tree, Predicate<TraceEvent> chosen, int columns) {
        this.tree = tree;
        this.chosen = chosen;
        this.columns = Math.min(columns, COLUMNS);
    }

    /**
     * The lines of a run.
     *
     * @param chosen which frames have a line
     * @param columns characters of a line at most
     */
    public static List<String> of(RecordedRun run, Predicate<TraceEvent> chosen, int columns) {
        ShortListing listing = new ShortListing(FrameTree.of(run.records()), chosen, columns);
        listing.tree.roots().forEach(root -> listing.add(root, 0));
        return List.copyOf(listing.lines);
    }

    private void add(Node node, int depth) {
        Set<String> merged = MERGED.getOrDefault(node.kind(), Set.of());
        List<Node> parts = node.children().stream()
                .filter(child -> merged.contains(child.kind()))
                .toList();
        if (chosen.test(node.event())) {
            lines.add(cut(head(node, depth) + facts(node, parts) + outcome(node, parts)));
            why(node, parts);
        }
        node.children().stream()
                .flatMap(child -> parts.contains(child) ? child.children().stream() : Stream.of(child))
                .forEach(child -> add(child, depth + 1));
    }

    private static String head(Node node, int depth) {
        TraceEvent event = node.event();
        String way = event.from().equals(event.to()) ? event.from() : event.from() + " → " + event.to();
        return String.format(
                Locale.ROOT, "%5d  %-13s %s%s", node.record().step(), way, INDENT.repeat(depth), Titles.of(node));
    }

    private static String facts(Node node, List<Node> parts) {
        List<Node> told = isFrame(node) ? parts : List.of(node);
        return told.stream()
                .filter(part -> !part.kind().equals(FrameType.VCPU_EXIT.kind()))
                .filter(part -> part.event().from().equals(part.event().to())
                        || part.event().from().equals(node.event().from()))
                .flatMap(part -> part.event().fields().entrySet().stream())
                .filter(field ->
                        !NAMED.contains(field.getKey()) && !field.getKey().startsWith(OUT))
                .map(field -> " " + name(field.getKey()) + "=" + field.getValue())
                .filter(fact -> !fact.startsWith(" registers="))
                .collect(Collectors.joining());
    }

    /** Of other records the fields are all that there is. */
    private static boolean isFrame(Node node) {
        return Stream.of(FrameType.values()).anyMatch(type -> type.kind().equals(node.kind()));
    }

    private static String name(String field) {
        return field.startsWith(DATA) ? field.substring(DATA.length()) : field;
    }

    private static String outcome(Node node, List<Node> parts) {
        Optional<Node> answer = parts.stream()
                .filter(part -> part.event().from().equals(node.event().to()))
                .filter(part -> part.event().to().equals(node.event().from()))
                .findFirst();
        return answer.map(part -> " → " + Titles.of(part).replaceFirst("^= ", ""))
                .or(() -> node.event().outcome().map(outcome -> " = " + outcome))
                .orElse("");
    }

    private void why(Node node, List<Node> parts) {
        if (tree.lengthQueries().contains(node.record().step())) {
            return;
        }
        Stream.concat(Stream.of(node), parts.stream())
                .flatMap(part -> part.event().explanation().stream())
                .forEach(this::why);
    }

    private void why(Explanation why) {
        lines.add(cut(HANGING + "why: " + why.rule()));
        lines.add(cut(HANGING + "found: " + why.found() + " (" + why.source() + ")"));
    }

    /** Keeps the outcome, which stands at the end, and takes from the facts. */
    private String cut(String line) {
        if (line.length() <= columns) {
            return line;
        }
        int arrow = line.lastIndexOf(" → ");
        String end = arrow > columns / 2 ? line.substring(arrow) : "";
        int kept = columns - 1 - end.length();
        return kept > columns / 2 ? line.substring(0, kept) + "…" + end : line.substring(0, columns - 1) + "…";
    }
}
