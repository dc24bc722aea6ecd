package dev.sevsim.view;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.trace.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stages of a run as a sequence diagram in the language of Mermaid, which documents and forges draw. */
public final class MermaidDiagram {
    private static final Map<Party, String> NAMES = Map.of(
            Party.OWNER, "guest owner",
            Party.VMM, "VMM",
            Party.HOST, "KVM and ccp driver",
            Party.PSP, "Secure Processor",
            Party.GUEST, "guest");

    private MermaidDiagram() {}

    /** The lines of the diagram. */
    public static List<String> of(RecordedRun run) {
        List<String> lines = new ArrayList<>(List.of("sequenceDiagram"));
        for (Party party : List.of(Party.OWNER, Party.VMM, Party.HOST, Party.PSP, Party.GUEST)) {
            lines.add("    participant " + party.label() + " as " + NAMES.get(party));
        }
        FrameTree tree = FrameTree.of(run.records());
        Phase before = null;
        for (Stage stage : Stages.of(tree)) {
            if (stage.phase() != before) {
                lines.add("    Note over owner,guest: " + stage.phase().id());
                before = stage.phase();
            }
            String outcome = stage.outcome()
                    .filter(text -> !text.equals("0"))
                    .map(text -> " = " + text)
                    .orElse("");
            lines.add("    " + party(stage.from()) + "->>" + party(stage.to()) + ": " + plain(stage.title() + outcome));
        }
        return List.copyOf(lines);
    }

    /** A participant; a trace from outside may name others. */
    private static String party(String label) {
        return label.codePoints().allMatch(Character::isLetterOrDigit) ? label : "other";
    }

    /** Text without what the language gives a meaning, in its own notation for characters. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean meant = c < ' ' || c == '#' || c == ';' || c == '<' || c == '>' || c == '%' || c == '&' || c == '"';
            plain.append(meant ? "#" + c + ";" : Character.toString(c));
        });
        return plain.toString();
    }
}
