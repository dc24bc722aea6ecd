package dev.sevsim.view;

import dev.sevsim.view.FrameTree.Node;
import java.util.List;
import java.util.Optional;

/**
 * One arrow of the folded sequence: a step of the launch with all that it consists of.
 *
 * @param id what it is, with a sentence in {@link PageTexts}
 * @param phase the part of the launch
 * @param title a name of the interface, such as {@code KVM_SEV_LAUNCH_START}
 * @param from the party that begins
 * @param to the last party that has a part in it
 * @param roots the records, with what they caused below them
 * @param outcome of the operation that the stage is named after
 */
record Stage(String id, Phase phase, String title, String from, String to, List<Node> roots, Optional<String> outcome) {
    Stage {
        roots = List.copyOf(roots);
    }
}
