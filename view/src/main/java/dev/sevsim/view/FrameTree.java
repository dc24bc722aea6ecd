package dev.sevsim.view;

import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The records of a run as a tree: what an operation caused lies below it. What an owner answers stands beside the question.
 *
 * @param roots in the order of their steps
 * @param lengthQueries steps of operations that only ask for a length
 */
record FrameTree(List<Node> roots, Set<Long> lengthQueries) {
    /** Beginning of the kinds that travel between VMM and owner. */
    static final String OWNER = "owner.";

    /**
     * One record.
     *
     * @param children in the order of their steps
     */
    record Node(TraceRecord record, List<Node> children) {
        TraceEvent event() {
            return record.event();
        }

        String kind() {
            return event().kind();
        }

        /** This record and all below it, in the order of the tree. */
        Stream<Node> all() {
            return Stream.concat(Stream.of(this), children.stream().flatMap(Node::all));
        }

        /** The first record of a kind below this one, itself included. */
        Optional<Node> find(String kind) {
            return all().filter(node -> node.kind().equals(kind)).findFirst();
        }
    }

    static FrameTree of(List<TraceRecord> records) {
        List<Node> roots = new ArrayList<>();
        Set<Long> queries = new HashSet<>();
        Map<Long, Node> nodes = new HashMap<>();
        records.stream().sorted(Comparator.comparingLong(TraceRecord::step)).forEach(record -> {
            Node node = new Node(record, new ArrayList<>());
            nodes.put(record.step(), node);
            Optional<Node> parent = parent(nodes, record).filter(found -> !isOwners(record.event()));
            parent.map(Node::children).orElse(roots).add(node);
            if (isLengthQuery(record.event())) {
                for (Optional<Node> n = Optional.of(node);
                        n.isPresent();
                        n = parent(nodes, n.get().record())) {
                    queries.add(n.get().record().step());
                }
            }
        });
        return new FrameTree(roots, queries);
    }

    /** A command that is refused for a length of 0 gives the length that it needs. */
    static boolean isLengthQuery(TraceEvent event) {
        return event.outcome().equals(Optional.of("INVALID_LENGTH"))
                && event.fields().entrySet().stream()
                        .anyMatch(field -> field.getKey().endsWith("_LEN")
                                && field.getValue().toString().equals("0")
                                && event.fields().containsKey("out." + field.getKey()));
    }

    /** Every record of the tree, in its order. */
    Stream<Node> all() {
        return roots.stream().flatMap(Node::all);
    }

    /** Whether the record is a refusal, and no question for a length. */
    boolean isRefusal(Node node) {
        return node.event().explanation().isPresent()
                && !lengthQueries.contains(node.record().step());
    }

    private static boolean isOwners(TraceEvent event) {
        return event.kind().startsWith(OWNER) && !event.from().equals(event.to());
    }

    private static Optional<Node> parent(Map<Long, Node> nodes, TraceRecord record) {
        return record.parent().isPresent()
                ? Optional.ofNullable(nodes.get(record.parent().getAsLong()))
                : Optional.empty();
    }
}
