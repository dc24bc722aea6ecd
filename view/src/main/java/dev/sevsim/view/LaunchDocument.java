package dev.sevsim.view;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.view.Block.Span;
import dev.sevsim.view.FrameTree.Node;
import dev.sevsim.view.Run.Disclosure;
import dev.sevsim.view.Run.Keys;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A run as one JSON document, which is all that the page has of it.
 *
 * <p>{@code launch-view.schema.json} beside this class describes it. Frames, stages and terms refer to each other by their place in
 * their array.
 */
final class LaunchDocument {
    static final String FORMAT = "sevsim-launch-view";
    static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<Party> PARTIES = List.of(Party.OWNER, Party.VMM, Party.HOST, Party.PSP, Party.GUEST);

    private final Run run;
    private final FrameTree tree;
    private final List<Stage> stages;
    private final List<Node> frames = new ArrayList<>();
    private final Map<Long, Integer> places = new HashMap<>();
    private final Map<Term, Integer> terms = new LinkedHashMap<>();
    private final Areas areas;

    private LaunchDocument(Run run) {
        this.run = run;
        tree = FrameTree.of(run.recorded().records());
        stages = Stages.of(tree);
        stages.stream()
                .flatMap(stage -> stage.roots().stream())
                .flatMap(Node::all)
                .forEach(node -> {
                    places.put(node.record().step(), frames.size());
                    frames.add(node);
                });
        areas = new Areas(run.areas(), frames);
    }

    /** The document of a run, on one line. */
    static String of(Run run) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            new LaunchDocument(run).write(out);
        }
        return text.toString();
    }

    /** The JSON Schema of a document, draft 2020-12. */
    static String schema() {
        return PageResource.text("launch-view.schema.json");
    }

    private void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("format", FORMAT);
        out.writeNumberProperty("version", VERSION);
        writeHeader(out);
        array(out, "parties", PARTIES, party -> out.writeString(party.label()));
        writePhases(out);
        array(out, "stages", stages, stage -> writeStage(out, stage));
        array(out, "frames", frames, frame -> writeFrame(out, frame));
        array(out, "structures", areas.places(), place -> {
            out.writeStartObject();
            out.writeStringProperty("title", place.title());
            out.writeNumberProperty("frame", place.frame());
            out.writeNumberProperty("block", place.block());
            out.writeEndObject();
        });
        array(out, "terms", terms.keySet(), term -> writeTerm(out, term));
        boolean isHidden = run.disclosure() == Disclosure.HIDDEN && !run.keys().equals(Keys.NONE);
        new KeysWriter(out).write(KeyGraph.of(run), isHidden ? "hidden" : "absent");
        out.writeEndObject();
    }

    private void writeHeader(JsonGenerator out) {
        out.writeObjectPropertyStart("header");
        run.recorded().seed().ifPresent(seed -> out.writeStringProperty("seed", Long.toString(seed)));
        run.outcome().ifPresent(outcome -> out.writeStringProperty("outcome", outcome));
        out.writeNumberProperty("steps", run.recorded().records().size());
        out.writeBooleanProperty("revealed", run.disclosure() == Disclosure.REVEALED);
        run.opensAt().stream()
                .mapToObj(places::get)
                .filter(Objects::nonNull)
                .forEach(place -> out.writeNumberProperty("opens", place));
        out.writeObjectPropertyStart("inputs");
        run.inputs().forEach(out::writeStringProperty);
        out.writeEndObject();
        array(out, "remarks", run.remarks(), out::writeString);
        out.writeEndObject();
    }

    /** Runs of stages of one phase; a phase may come again. */
    private void writePhases(JsonGenerator out) {
        List<List<Integer>> sections = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            if (i == 0 || stages.get(i).phase() != stages.get(i - 1).phase()) {
                sections.add(new ArrayList<>());
            }
            sections.get(sections.size() - 1).add(i);
        }
        array(out, "phases", sections, section -> {
            out.writeStartObject();
            out.writeStringProperty("id", stages.get(section.get(0)).phase().id());
            array(out, "stages", section, out::writeNumber);
            out.writeEndObject();
        });
    }

    private void writeStage(JsonGenerator out, Stage stage) {
        out.writeStartObject();
        Node main = mainFrame(stage);
        out.writeStringProperty("id", areas.stageAt(place(main)).orElse(stage.id()));
        out.writeStringProperty("title", stage.title());
        out.writeStringProperty("from", stage.from());
        out.writeStringProperty("to", stage.to());
        stage.outcome().ifPresent(outcome -> out.writeStringProperty("outcome", outcome));
        out.writeBooleanProperty(
                "refused", stage.roots().stream().flatMap(Node::all).anyMatch(tree::isRefusal));
        out.writeNumberProperty("main", place(main));
        array(out, "frames", stage.roots(), root -> out.writeNumber(place(root)));
        out.writeEndObject();
    }

    /** The frame whose bytes tell most about a stage. */
    private Node mainFrame(Stage stage) {
        List<Node> all = stage.roots().stream().flatMap(Node::all).toList();
        return all.stream()
                .filter(node -> areas.isAt(place(node)))
                .findFirst()
                .or(() -> last(all, "kvm.ioctl", stage))
                .or(() -> last(all, "sev.issue-cmd", stage))
                .or(() -> lastCommand(all, stage))
                .orElseGet(() -> stage.roots().stream()
                        .filter(root -> root.kind().startsWith(FrameTree.OWNER))
                        .findFirst()
                        .orElse(stage.roots().get(0)));
    }

    private static Optional<Node> last(List<Node> all, String kind, Stage stage) {
        return all.stream()
                .filter(node -> node.kind().equals(kind))
                .filter(node -> Titles.of(node).equals(stage.title()))
                .reduce((first, last) -> last);
    }

    /** The last command with a buffer that the host sends by itself. */
    private static Optional<Node> lastCommand(List<Node> all, Stage stage) {
        return all.stream()
                .filter(node -> stage.from().equals(Party.HOST.label()))
                .filter(node -> node.kind().equals("firmware.command"))
                .filter(node -> node.event().raw().isPresent())
                .reduce((first, last) -> last);
    }

    private void writeFrame(JsonGenerator out, Node node) {
        TraceEvent event = Redaction.of(node.event(), run.disclosure());
        out.writeStartObject();
        out.writeNumberProperty("step", node.record().step());
        out.writeNumberProperty("time", node.record().timeNanos());
        out.writeStringProperty("from", event.from());
        out.writeStringProperty("to", event.to());
        out.writeStringProperty("kind", event.kind());
        out.writeStringProperty("title", Titles.of(node));
        event.outcome().ifPresent(outcome -> out.writeStringProperty("outcome", outcome));
        event.explanation().ifPresent(why -> writeRefusal(out, why));
        if (tree.lengthQueries().contains(node.record().step())) {
            out.writeBooleanProperty("lengthQuery", true);
        }
        if (isAnswer(event)) {
            out.writeBooleanProperty("answer", true);
        }
        out.writeObjectPropertyStart("fields");
        event.fields().forEach((name, value) -> out.writeStringProperty(name, value.toString()));
        out.writeEndObject();
        List<Block> blocks = new ArrayList<>(areas.at(place(node)));
        blocks.addAll(RecordDissector.of(event));
        array(out, "blocks", blocks, block -> writeBlock(out, block));
        array(out, "children", node.children(), child -> out.writeNumber(place(child)));
        out.writeEndObject();
    }

    private static boolean isAnswer(TraceEvent event) {
        return event.kind().equals(FrameType.DEVICE_RESULT.kind())
                || event.kind().equals(FrameType.MAILBOX_RESPONSE.kind())
                || event.kind().equals(FrameType.VCPU_EXIT.kind());
    }

    private static void writeRefusal(JsonGenerator out, Explanation why) {
        out.writeObjectPropertyStart("refusal");
        out.writeStringProperty("rule", why.rule());
        out.writeStringProperty("found", why.found());
        out.writeStringProperty("source", why.source());
        out.writeEndObject();
    }

    private void writeBlock(JsonGenerator out, Block block) {
        out.writeStartObject();
        out.writeStringProperty("title", block.title());
        out.writeStringProperty("purpose", block.purpose());
        out.writeStringProperty("hex", block.bytes().toHex());
        array(out, "spans", block.spans(), span -> writeSpan(out, span));
        out.writeEndObject();
    }

    private void writeSpan(JsonGenerator out, Span span) {
        out.writeStartArray();
        out.writeNumber(span.offset());
        out.writeNumber(span.length());
        out.writeNumber(terms.computeIfAbsent(span.term(), term -> terms.size()));
        out.writeString(span.value());
        out.writeNumber(span.depth());
        out.writeEndArray();
    }

    private static void writeTerm(JsonGenerator out, Term term) {
        out.writeStartObject();
        out.writeStringProperty("structure", term.structure());
        out.writeStringProperty("name", term.name());
        out.writeStringProperty("meaning", term.meaning());
        out.writeStringProperty("unit", term.unit());
        out.writeStringProperty("order", term.order());
        out.writeStringProperty("source", term.source());
        out.writeEndObject();
    }

    private int place(Node node) {
        return Objects.requireNonNull(places.get(node.record().step()), "every record is below a stage");
    }

    private static <T> void array(JsonGenerator out, String name, Iterable<T> items, Consumer<T> item) {
        out.writeArrayPropertyStart(name);
        items.forEach(item);
        out.writeEndArray();
    }
}
