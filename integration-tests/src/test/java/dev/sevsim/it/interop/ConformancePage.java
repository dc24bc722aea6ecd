package dev.sevsim.it.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** docs/conformance.md: the cases that ran, versions and verdicts. */
final class ConformancePage {
    static final List<Case> CASES = Stream.of(SevctlCases.ALL, HostCases.ALL, LibvirtCases.ALL, DigestCases.ALL)
            .flatMap(List::stream)
            .toList();

    private ConformancePage() {}

    /** A case that ran. */
    record Finding(Case ran, Case.Outcome outcome) {
        boolean isAsExpected() {
            return outcome == ran.expected();
        }
    }

    static String text(Map<Tool, String> versions, List<Finding> findings) {
        List<String> lines = new ArrayList<>(List.of(
                "# Interoperability",
                "",
                "Each row was run with the unmodified tool: direction of the artefact, what it was, and the reader's verdict. The page is written by",
                "`mvn -Pinterop -pl integration-tests -am verify -DskipTests -Dsevsim.interop.write=docs/conformance.md`, which fails when a verdict is",
                "not the expected one; tools that are not installed get no rows. How the tools work: docs/reference/guest-owner-tools.md.",
                "",
                "| Tool | Version |",
                "|---|---|"));
        for (Tool tool : Tool.values()) {
            lines.add("| " + tool.program() + " | " + versions.getOrDefault(tool, "not installed, not run") + " |");
        }
        lines.addAll(List.of("", "| Tool | Direction | Artefact | Reader | Decided by |", "|---|---|---|---|---|"));
        for (Finding finding : findings) {
            lines.add(row(finding));
        }
        return String.join("\n", lines) + "\n";
    }

    static String row(Finding finding) {
        Case ran = finding.ran();
        return "| " + ran.tool().program() + " | " + ran.direction().text() + " | " + ran.artefact() + " | "
                + finding.outcome().name().toLowerCase(Locale.ROOT)
                + (finding.isAsExpected() ? "" : " (UNEXPECTED)") + " | " + ran.why() + " |";
    }
}
