package dev.sevsim.cli;

import dev.sevsim.machine.act.Acts;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.option.MachineOption;
import dev.sevsim.scenario.ExpectationKind;
import dev.sevsim.scenario.ExpectationKind.Shape;
import dev.sevsim.scenario.Expectations;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the JSON Schema of scenario files from the tables of options, expectations, acts and points. */
final class ScenarioSchemaText {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Options with keys of their own. */
    private static final Set<String> LISTS = Set.of("act", "fault");

    private static final String POINT = "(before|after)\\s+("
            + Point.names().stream().map(name -> name.replace(".", "\\.")).collect(Collectors.joining("|"))
            + ")(\\s*#[1-9][0-9]{0,8}(\\.\\.)?)?(\\s+where(\\s+[^\\s=]+=\\S+)+)?";

    private final ObjectNode definitions = JSON.createObjectNode();

    private ScenarioSchemaText() {}

    static String text() {
        return JSON.writeValueAsString(new ScenarioSchemaText().schema()).replace("\r\n", "\n") + "\n";
    }

    private JsonNode schema() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$id", "urn:sevsim:scenario");
        root.put("title", "sevsim scenario file");
        root.put("description", "One scenario, or a list 'scenarios' of several.");
        root.putObject("if").putArray("required").add("scenarios");
        root.set("then", ref("file"));
        root.set("else", ref("scenario"));
        texts();
        definitions.set("file", file());
        definitions.set("scenario", scenario());
        definitions.set("machine", machine());
        definitions.set("matrix", matrix());
        definitions.set(
                "point", pattern("^\\s*" + POINT + "\\s*$", "A moment of the run; docs/acts.md has the names."));
        definitions.set("act", act());
        ObjectNode expect = expect(kind -> true);
        expect.put("minProperties", 1);
        definitions.set("expect", expect);
        definitions.set("expect-at-point", expect(ExpectationKind::isAtPoints));
        root.set("$defs", definitions);
        return root;
    }

    /** Numbers and booleans are texts as they are written. */
    private void texts() {
        ObjectNode text = definitions.putObject("text");
        text.putArray("type").add("string").add("number").add("boolean");
        text.put("minLength", 1);
        definitions.set("texts", oneOrMore(ref("text")));
    }

    private static ObjectNode file() {
        ObjectNode file = object("A file of several scenarios.");
        ObjectNode properties = file.putObject("properties");
        properties.putObject("$schema").put("type", "string");
        ObjectNode scenarios = properties.putObject("scenarios");
        scenarios.put("type", "array").put("minItems", 1).set("items", ref("scenario"));
        file.putArray("required").add("scenarios");
        return file;
    }

    private static ObjectNode scenario() {
        ObjectNode scenario = object("A machine, what its hostile host does, and what each party must answer.");
        ObjectNode keys = scenario.putObject("properties");
        keys.putObject("$schema").put("type", "string");
        ObjectNode name = key(keys, "name");
        // A number is its digits: a pattern holds for texts alone.
        name.putArray("type").add("string").add("number").add("boolean");
        name.put("minimum", 0).put("pattern", "^[A-Za-z0-9][A-Za-z0-9._\\-\\[\\]=,]{0,199}$");
        for (String key : List.of("title", "teaches", "extends")) {
            key(keys, key).put("$ref", "#/$defs/text");
        }
        key(keys, "sources").put("$ref", "#/$defs/texts");
        key(keys, "abstract").set("enum", flag());
        for (String key : List.of("machine", "matrix", "expect")) {
            key(keys, key).put("$ref", "#/$defs/" + key);
        }
        key(keys, "acts").put("type", "array").set("items", ref("act"));
        key(keys, "faults").put("type", "array").set("items", ref("text"));
        ObjectNode at = key(keys, "at").put("type", "object");
        at.set("propertyNames", ref("point"));
        at.set("additionalProperties", ref("expect-at-point"));
        scenario.putArray("required").add("name");
        ArrayNode complete = scenario.putArray("anyOf");
        complete.addObject().putArray("required").add("expect");
        complete.addObject().putArray("required").add("extends");
        complete.addObject().putArray("required").add("abstract");
        return scenario;
    }

    private static ObjectNode key(ObjectNode properties, String name) {
        return properties.putObject(name).put("description", ScenarioKeys.description(name));
    }

    private static ObjectNode machine() {
        ObjectNode machine = object("Options of the machine under their names at launch.");
        ObjectNode properties = machine.putObject("properties");
        options().forEach(option -> properties.set(option.name(), option(option)));
        return machine;
    }

    private static ObjectNode matrix() {
        ObjectNode matrix = object("Values of options: one scenario for each combination.");
        ObjectNode properties = matrix.putObject("properties");
        options().forEach(option -> properties.set(option.name(), values(option(option))));
        ObjectNode acts = JSON.createObjectNode();
        ArrayNode forms = acts.putArray("anyOf");
        forms.add(ref("act"));
        forms.addObject().put("type", "array").set("items", ref("act"));
        properties.set("acts", values(acts));
        return matrix;
    }

    private static ObjectNode values(ObjectNode item) {
        ObjectNode values = JSON.createObjectNode();
        values.put("type", "array").put("minItems", 1).set("items", item);
        return values;
    }

    private static List<MachineOption> options() {
        return MachineOption.all().stream()
                .filter(option -> !LISTS.contains(option.name()))
                .toList();
    }

    private static ObjectNode option(MachineOption option) {
        ObjectNode described = JSON.createObjectNode();
        described.put("description", ScenarioKeys.ofOption(option.name()));
        switch (option.form()) {
            case FLAG -> described.set("enum", flag());
            case TEXT -> described.setAll(value(option.values()));
            case LIST -> described.setAll(oneOrMore(value(option.values())));
        }
        return described;
    }

    /** A text, or one of the values; those that YAML takes as numbers also as numbers. */
    private static ObjectNode value(List<String> values) {
        if (values.isEmpty()) {
            return ref("text");
        }
        ObjectNode choice = JSON.createObjectNode();
        ArrayNode list = choice.putArray("enum");
        values.forEach(list::add);
        values.stream()
                .filter(value -> value.matches("[0-9]+(\\.[0-9]+)?"))
                .forEach(value -> list.add(JSON.readTree(value)));
        return choice;
    }

    private static ArrayNode flag() {
        return JSON.createArrayNode().add(true).add(false).add("true").add("false");
    }

    private static ObjectNode act() {
        String acts = Acts.all().stream()
                .map(act -> Acts.nameOf(act)
                        + (Acts.arguments(act).isEmpty()
                                ? ""
                                : "(\\s+("
                                        + String.join("|", Acts.arguments(act).keySet()) + ")=\\S*)*"))
                .collect(Collectors.joining("|"));
        ObjectNode act = JSON.createObjectNode();
        act.put("description", "POINT: ACT, in quotes where it has a #; docs/acts.md has points and acts.");
        ArrayNode forms = act.putArray("anyOf");
        forms.addObject().put("type", "string").put("pattern", "^\\s*" + POINT + "\\s*: \\s*(" + acts + ")\\s*$");
        ObjectNode mapping = forms.addObject();
        mapping.put("type", "object").put("minProperties", 1).put("maxProperties", 1);
        mapping.set("propertyNames", ref("point"));
        mapping.putObject("additionalProperties").put("type", "string").put("pattern", "^\\s*(" + acts + ")\\s*$");
        return act;
    }

    private static ObjectNode expect(Predicate<ExpectationKind> which) {
        ObjectNode expect = object("What must hold; every scenario also expects that the host sees no secret, key or"
                + " private page, and that nothing of the guest stays behind.");
        ObjectNode properties = expect.putObject("properties");
        Expectations.all().stream().filter(which).forEach(kind -> properties.set(kind.name(), expectation(kind)));
        return expect;
    }

    private static ObjectNode expectation(ExpectationKind kind) {
        ObjectNode described = JSON.createObjectNode();
        described.put("description", kind.description());
        ObjectNode value = value(kind.values());
        switch (kind.shape()) {
            case TEXT -> described.setAll(value);
            case TEXTS -> described.setAll(oneOrMore(value));
            case TABLE -> described.setAll(table(kind, value));
            case TABLE_OF_TEXTS -> described.setAll(table(kind, oneOrMore(value)));
        }
        return described;
    }

    /** A mapping; commands can have a number behind their name. */
    private static ObjectNode table(ExpectationKind kind, ObjectNode value) {
        ObjectNode table = JSON.createObjectNode();
        table.put("type", "object");
        if (!kind.keys().isEmpty()) {
            String number = kind.shape() == Shape.TABLE ? "( #[1-9][0-9]{0,8})?" : "";
            table.putObject("propertyNames").put("pattern", "^(" + String.join("|", kind.keys()) + ")" + number + "$");
        }
        table.set("additionalProperties", value);
        return table;
    }

    private static ObjectNode oneOrMore(ObjectNode value) {
        ObjectNode either = JSON.createObjectNode();
        ArrayNode forms = either.putArray("anyOf");
        forms.add(value);
        forms.addObject().put("type", "array").set("items", value.deepCopy());
        return either;
    }

    private static ObjectNode pattern(String pattern, String description) {
        return JSON.createObjectNode()
                .put("description", description)
                .put("type", "string")
                .put("pattern", pattern);
    }

    private static ObjectNode object(String description) {
        return JSON.createObjectNode()
                .put("description", description)
                .put("type", "object")
                .put("additionalProperties", false);
    }

    private static ObjectNode ref(String definition) {
        return JSON.createObjectNode().put("$ref", "#/$defs/" + definition);
    }
}
