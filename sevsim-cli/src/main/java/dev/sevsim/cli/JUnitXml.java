package dev.sevsim.cli;

import dev.sevsim.cli.ScenarioOutcome.Kind;
import dev.sevsim.scenario.Mismatch;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Outcomes of scenarios as Surefire writes results and Jenkins reads them: a suite for each file, a case for each scenario.
 *
 * <p>A failed expectation is a failure; a scenario that did not end or could not be run is an error. Durations are 0: nothing reads the
 * wall clock.
 */
final class JUnitXml {
    private static final String NO_TIME = "0";

    private final XMLStreamWriter xml;
    private final ScenarioReport report;

    private JUnitXml(XMLStreamWriter xml, ScenarioReport report) {
        this.xml = xml;
        this.report = report;
    }

    /** Writes a whole document in UTF-8. */
    static void write(OutputStream out, List<ScenarioOutcome> outcomes, ScenarioReport report, long seed) {
        Map<String, List<ScenarioOutcome>> byFile = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.scenario().origin(), LinkedHashMap::new, Collectors.toList()));
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "sevsim scenario run");
            JUnitXml document = new JUnitXml(xml, report);
            document.counts(outcomes);
            for (Map.Entry<String, List<ScenarioOutcome>> file : byFile.entrySet()) {
                document.suite(file.getKey(), file.getValue(), seed);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML of valid characters cannot be written", e);
        }
    }

    private void suite(String file, List<ScenarioOutcome> outcomes, long seed) throws XMLStreamException {
        start(1, "testsuite");
        attribute("name", file);
        counts(outcomes);
        start(2, "properties");
        property("seed", Long.toString(seed));
        property("sevsim.version", Main.Version.number());
        end(2);
        for (ScenarioOutcome outcome : outcomes) {
            testCase(file, outcome);
        }
        end(1);
    }

    private void testCase(String file, ScenarioOutcome outcome) throws XMLStreamException {
        if (outcome.passed()) {
            empty(2, "testcase");
            identify(file, outcome);
            return;
        }
        start(2, "testcase");
        identify(file, outcome);
        if (outcome.failed()) {
            problem(outcome);
        } else {
            empty(3, "skipped");
            attribute("message", "the run ended before");
        }
        end(2);
    }

    private void identify(String file, ScenarioOutcome outcome) throws XMLStreamException {
        attribute("name", outcome.scenario().name());
        attribute("classname", className(file));
        attribute("time", NO_TIME);
    }

    private void problem(ScenarioOutcome outcome) throws XMLStreamException {
        Optional<Mismatch> first = outcome.mismatches().stream().findFirst();
        start(3, outcome.kind() == Kind.FAILED ? "failure" : "error");
        attribute("message", first.map(Mismatch::text).orElse(outcome.problem()));
        attribute("type", first.map(Mismatch::expectation).orElse(outcome.kind().text));
        xml.writeCharacters(valid(report.rows(outcome).stream()
                .map(ScenarioReport.Row::text)
                .collect(Collectors.joining("\n", "\n", "\n"))));
        xml.writeEndElement();
    }

    private void counts(List<ScenarioOutcome> outcomes) throws XMLStreamException {
        count("tests", outcomes, outcome -> true);
        count("failures", outcomes, outcome -> outcome.kind() == Kind.FAILED);
        count("errors", outcomes, outcome -> outcome.failed() && outcome.kind() != Kind.FAILED);
        count("skipped", outcomes, outcome -> outcome.kind() == Kind.NOT_RUN);
        attribute("time", NO_TIME);
    }

    private void count(String name, List<ScenarioOutcome> outcomes, Predicate<ScenarioOutcome> which)
            throws XMLStreamException {
        attribute(name, Long.toString(outcomes.stream().filter(which).count()));
    }

    private void property(String name, String value) throws XMLStreamException {
        empty(3, "property");
        attribute("name", name);
        attribute("value", value);
    }

    private void start(int depth, String name) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeStartElement(name);
    }

    private void empty(int depth, String name) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEmptyElement(name);
    }

    private void end(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, valid(value));
    }

    /** Readers take what stands before the last dot as a package. */
    private static String className(String file) {
        String stem = file.replaceFirst("\\.[^./]*$", "").replaceFirst("^[./]+", "");
        return "scenario." + (stem.isEmpty() ? "java" : stem.replace('.', '_').replace('/', '.'));
    }

    /** Characters that XML 1.0 has no form for are replaced. */
    private static String valid(String text) {
        return text.codePoints()
                .map(c ->
                        c == '\n' || c == '\t' || (c >= ' ' && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) || c > 0xFFFF
                                ? c
                                : 0xFFFD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
