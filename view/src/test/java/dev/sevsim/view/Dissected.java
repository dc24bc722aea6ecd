package dev.sevsim.view;

import dev.sevsim.view.Block.Span;
import java.util.ArrayList;
import java.util.List;

/** Blocks as texts, for comparison. */
final class Dissected {
    private Dissected() {}

    /** Each span as {@code DEPTH OFFSET+LENGTH NAME=VALUE}. */
    static List<String> of(Block block) {
        List<String> lines = new ArrayList<>();
        for (Span span : block.spans()) {
            lines.add(span.depth() + " " + span.offset() + "+" + span.length() + " "
                    + span.term().name() + "=" + span.value());
        }
        return lines;
    }
}
