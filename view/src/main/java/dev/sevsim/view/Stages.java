package dev.sevsim.view;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.view.FrameTree.Node;
import dev.sevsim.view.Landmarks.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Folds the outermost records of a run into stages. */
final class Stages {
    /** The further from the owner, the later in the list. */
    private static final List<String> DEPTH =
            List.of(Party.OWNER.label(), Party.VMM.label(), Party.HOST.label(), Party.PSP.label(), Party.GUEST.label());

    /** Stages that go on as long as records of the same kind follow. */
    private static final Set<String> LONG = Set.of(Landmarks.RUN, Landmarks.USE);

    private final FrameTree tree;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Node> waiting = new ArrayList<>();
    private Phase phase = Phase.PLATFORM;

    private Stages(FrameTree tree) {
        this.tree = tree;
    }

    static List<Stage> of(FrameTree tree) {
        Stages stages = new Stages(tree);
        tree.roots().forEach(stages::add);
        stages.end();
        return List.copyOf(stages.stages);
    }

    private void add(Node root) {
        Optional<Mark> mark = Landmarks.of(root);
        if (mark.isPresent()) {
            mark(root, mark.get());
        } else if (isClose(root) && waiting.isEmpty() && !stages.isEmpty()) {
            append(List.of(root), stages.get(stages.size() - 1));
        } else {
            waiting.add(root);
        }
    }

    private void mark(Node root, Mark mark) {
        Stage last = stages.isEmpty() ? null : stages.get(stages.size() - 1);
        if (last != null && goesOn(last, mark)) {
            List<Node> more = new ArrayList<>(waiting);
            more.add(root);
            append(more, last);
        } else {
            phase = mark.phase().orElse(phase);
            List<Node> roots = new ArrayList<>(waiting);
            roots.add(root);
            stages.add(stage(mark.id(), phase, root, roots));
        }
        waiting.clear();
    }

    /** A long stage goes on, and a question for a length belongs to the command that follows it. */
    private boolean goesOn(Stage last, Mark mark) {
        if (last.id().equals(Landmarks.USE) && mark.id().equals(Landmarks.RUN)) {
            return true;
        }
        boolean asked = last.roots().stream()
                .anyMatch(root -> tree.lengthQueries().contains(root.record().step()));
        return last.id().equals(mark.id())
                && (LONG.contains(mark.id()) || (asked && last.outcome().isPresent() && isError(last)));
    }

    private static boolean isError(Stage stage) {
        return !stage.outcome().equals(Optional.of("0"));
    }

    private void append(List<Node> more, Stage last) {
        List<Node> roots = new ArrayList<>(last.roots());
        roots.addAll(more);
        Node newest = more.get(more.size() - 1);
        Optional<String> outcome = isClose(newest) ? last.outcome() : outcome(newest);
        stages.set(
                stages.size() - 1,
                new Stage(last.id(), last.phase(), last.title(), last.from(), to(roots), roots, outcome));
    }

    private void end() {
        if (!waiting.isEmpty()) {
            Node first = waiting.get(0);
            stages.add(stage("other", phase, first, waiting));
            waiting.clear();
        }
    }

    private static Stage stage(String id, Phase phase, Node landmark, List<Node> roots) {
        return new Stage(id, phase, title(id, landmark), landmark.event().from(), to(roots), roots, outcome(landmark));
    }

    private static String title(String id, Node landmark) {
        return LONG.contains(id) ? "KVM_RUN" : Landmarks.command(landmark).orElseGet(() -> Titles.of(landmark));
    }

    private static Optional<String> outcome(Node landmark) {
        return landmark.find("kvm.ioctl")
                .or(() -> landmark.find("sev.issue-cmd"))
                .flatMap(node -> node.event().outcome())
                .or(() -> landmark.event().outcome());
    }

    private static String to(List<Node> roots) {
        return roots.stream()
                .flatMap(Node::all)
                .map(node -> node.event().to())
                .filter(DEPTH::contains)
                .reduce((one, other) -> DEPTH.indexOf(other) > DEPTH.indexOf(one) ? other : one)
                .filter(deepest -> DEPTH.indexOf(deepest)
                        > DEPTH.indexOf(roots.get(roots.size() - 1).event().from()))
                .orElseGet(() -> roots.get(roots.size() - 1).event().to());
    }

    private static boolean isClose(Node root) {
        return DeviceOperation.CLOSE.name().equals(root.event().fields().get("operation"));
    }
}
