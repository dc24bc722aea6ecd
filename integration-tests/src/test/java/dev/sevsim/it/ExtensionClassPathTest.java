package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the JUnit extension puts on the class path of a test project. */
class ExtensionClassPathTest {
    private static final String OWN_GROUP = "dev.sevsim";

    private final Set<String> modules = new TreeSet<>();
    private final Set<String> libraries = new TreeSet<>();

    /** JUnit is that of the user's project. */
    private static final Set<String> OF_THE_MODULE_ALONE = Set.of("test", "provided", "import");

    @Test
    void bringsPartiesHubsAndFewLibraries() throws Exception {
        Deque<String> open = new ArrayDeque<>(Set.of("junit-extension"));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String module = open.remove();
            if (seen.add(module)) {
                modules.add(module);
                readDependencies(module, open);
            }
        }

        assertThat(modules)
                .containsExactlyInAnyOrder(
                        "junit-extension",
                        "scenario",
                        "machine",
                        "psp-firmware",
                        "kvm-host",
                        "ovmf-guest",
                        "guest-kernel",
                        "guest-owner",
                        "amd-kds",
                        "sev-abi",
                        "sev-crypto",
                        "sim-bus",
                        "sim-io",
                        "sim-memory");
        assertThat(libraries)
                .containsExactlyInAnyOrder(
                        "org.bouncycastle:bcprov-jdk18on",
                        "io.netty:netty-transport",
                        "tools.jackson.core:jackson-databind",
                        "org.snakeyaml:snakeyaml-engine");
    }

    /** Dependencies that a project of a user gets too: neither test nor provided ones. */
    private void readDependencies(String module, Deque<String> open) throws Exception {
        Path pom = SourceTree.ROOT.resolve(module).resolve("pom.xml");
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        NodeList dependencies = project.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String scope = text(dependency, "scope");
            if (OF_THE_MODULE_ALONE.contains(scope)
                    || text(dependency, "optional").equals("true")) {
                continue;
            }
            String group = text(dependency, "groupId");
            String artifact = text(dependency, "artifactId");
            if (group.equals(OWN_GROUP)) {
                open.add(artifact);
            } else {
                libraries.add(group + ":" + artifact);
            }
        }
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
