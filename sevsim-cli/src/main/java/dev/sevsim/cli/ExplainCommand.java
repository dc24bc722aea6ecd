package dev.sevsim.cli;

import dev.sevsim.cli.explain.Explanation;
import dev.sevsim.cli.explain.ExplanationCatalogue;
import dev.sevsim.cli.explain.Part;
import dev.sevsim.io.file.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.core.JsonGenerator;

/** {@code explain}: the meaning of a firmware status, an errno or a message. */
@Command(
        name = "explain",
        description = "Explains a firmware status (0x0b, 11, BAD_MEASUREMENT), an errno (-5, EIO) or a message of the"
                + " firmware, QEMU, KVM, the guest kernel or an owner's tool: its meaning, the rule that was broken, the"
                + " usual causes and where to look.")
@JsonVerb.Report("explain")
final class ExplainCommand extends JsonVerb {
    private static final int LONGEST_QUOTE = 200;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description = "Code, message, weakness of firmware or generation of processors; quotes are not needed.")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    /** Lets -5 be a number and not an option. */
    static void allowNegativeNumbers(CommandLine verb) {
        if (verb.getCommand() instanceof ExplainCommand) {
            verb.setUnmatchedOptionsArePositionalParams(true);
        }
    }

    @Override
    public Integer call() {
        refuseUnknownOptions();
        String text = String.join(" ", words);
        ExplanationCatalogue catalogue = ExplanationCatalogue.standard();
        List<Part> found = catalogue.find(text);
        if (found.isEmpty()) {
            throw new InputException(
                    "'" + shortened(text) + "' is no firmware status, errno or message of the catalogue"
                            + suggestion(catalogue.nearest(text)));
        }
        if (json()) {
            List<Part> explained = found.stream()
                    .filter(part -> part.explanation().isPresent())
                    .toList();
            List<Part> noted =
                    found.stream().filter(part -> part.explanation().isEmpty()).toList();
            console.json(JsonText.object(g -> {
                g.writeStringProperty("asked", text);
                JsonText.objects(g, "explanations", explained, part -> write(g, part));
                JsonText.objects(g, "notes", noted, part -> writeNote(g, part));
            }));
        } else {
            found.forEach(part -> show(part, text));
        }
        return Main.OK;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    }

    private void refuseUnknownOptions() {
        List<String> options = words.subList(0, words.size() - wordsBehindDashes()).stream()
                .filter(word -> word.matches("-{1,2}[A-Za-z]\\S*"))
                .toList();
        if (!options.isEmpty()) {
            throw new UnmatchedArgumentException(spec.commandLine(), options);
        }
    }

    /** Number of words behind {@code --}, which are a text whatever they begin with. */
    private int wordsBehindDashes() {
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        int dashes = given.indexOf("--");
        return dashes < 0 ? 0 : given.size() - dashes - 1;
    }

    private static String suggestion(List<String> near) {
        return near.isEmpty()
                ? "; give for instance 0x0b, EIO or a whole line of QEMU's"
                : ", did you mean " + String.join(" or ", near) + "?";
    }

    private void show(Part part, String asked) {
        String where = part.kind() == Part.Kind.MESSAGE || part.text().equals(asked.strip()) ? "" : part.text() + ": ";
        if (part.explanation().isEmpty()) {
            console.line((part.isKnown() ? "" : "not known: ") + where + part.note());
            return;
        }
        Explanation explanation = part.explanation().get();
        console.line(where + title(explanation) + ": " + explanation.meaning());
        if (!explanation.rule().isEmpty()) {
            console.line("  rule   " + explanation.rule());
        }
        explanation.causes().forEach(cause -> console.line("  cause  " + cause));
        explanation.look().forEach(place -> console.line("  look   " + place));
        console.line("  source " + explanation.source());
    }

    private static String title(Explanation explanation) {
        return switch (explanation.kind()) {
            case STATUS ->
                String.format(
                        Locale.ROOT,
                        "%s (0x%02x, firmware status)",
                        explanation.name(),
                        explanation.code().orElseThrow());
            case ERRNO -> explanation.name() + " (" + explanation.code().orElseThrow() + ", errno)";
            case MESSAGE -> "message of " + explanation.printedBy();
            case TERM -> explanation.name();
        };
    }

    private static void writeNote(JsonGenerator g, Part part) {
        g.writeStringProperty("kind", part.kind().name().toLowerCase(Locale.ROOT));
        g.writeStringProperty("part", part.text());
        g.writeStringProperty("note", part.note());
    }

    private static void write(JsonGenerator g, Part part) {
        Explanation explanation = part.explanation().orElseThrow();
        g.writeStringProperty("part", part.text());
        g.writeStringProperty("kind", explanation.kind().name().toLowerCase(Locale.ROOT));
        g.writeStringProperty("name", explanation.name());
        explanation.code().ifPresent(code -> g.writeNumberProperty("code", code));
        if (!explanation.printedBy().isEmpty()) {
            g.writeStringProperty("printedBy", explanation.printedBy());
        }
        g.writeStringProperty("meaning", explanation.meaning());
        g.writeStringProperty("rule", explanation.rule());
        JsonText.texts(g, "causes", explanation.causes());
        JsonText.texts(g, "look", explanation.look());
        g.writeStringProperty("source", explanation.source());
    }
}
