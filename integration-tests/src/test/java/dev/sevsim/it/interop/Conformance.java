package dev.sevsim.it.interop;

import dev.sevsim.it.interop.ConformancePage.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs every case whose tool is installed and prints the page; {@code mvn -Pinterop verify}. */
public final class Conformance {
    private static final String WRITE = "sevsim.interop.write";

    private Conformance() {}

    /** The system property {@value #WRITE} names a file for the page. */
    public static void main(String[] arguments) throws Exception {
        Map<Tool, String> versions = versions();
        Desk desk = new Desk(Files.createTempDirectory("sevsim-interop").toRealPath());
        List<Finding> findings = new ArrayList<>();
        for (Case each : ConformancePage.CASES) {
            if (versions.containsKey(each.tool())) {
                Finding finding = new Finding(each, each.check().run(desk));
                System.out.println(ConformancePage.row(finding));
                findings.add(finding);
            }
        }
        String page = ConformancePage.text(versions, findings);
        String file = System.getProperty(WRITE, "");
        if (!file.isEmpty()) {
            Files.write(Path.of(file), page.getBytes(StandardCharsets.UTF_8));
        }
        long unexpected = findings.stream().filter(f -> !f.isAsExpected()).count();
        System.out.println(findings.size() + " cases, " + unexpected + " unexpected");
        System.exit(unexpected == 0 ? 0 : 1);
    }

    private static Map<Tool, String> versions() throws IOException, InterruptedException {
        Map<Tool, String> versions = new EnumMap<>(Tool.class);
        for (Tool tool : Tool.values()) {
            if (tool.path().isPresent()) {
                versions.put(tool, tool.version());
            }
        }
        return versions;
    }
}
