package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KVM's own tests of SEV, built here from the sources of Debian's kernels, on a simulated host. */
class KernelSelftestTest {
    /** Exit status of a test that this kernel lacks something for. */
    private static final int SKIPPED = 4;

    private static final String FOLDER = "tools/testing/selftests/kvm";

    @TempDir
    private Path directory;

    @Test
    void linux61Passes() throws Exception {
        SupervisedRun host = host();
        Path built = build("6.1", false, "sev_migrate_tests");

        assertPasses(host, "6.1", built.resolve("sev_migrate_tests"));
    }

    @Test
    void linux612Passes() throws Exception {
        SupervisedRun host = host();
        Path built = build("6.12", true, "sev_migrate_tests", "sev_init2_tests");

        assertPasses(host, "newest", built.resolve("sev_migrate_tests"));
        assertPasses(host, "newest", built.resolve("sev_init2_tests"));
        assertThat(host.run(List.of("--host-kernel", "6.1"), built.resolve("sev_init2_tests"))
                        .status())
                .as("INIT2 is newer than 6.1")
                .isEqualTo(SKIPPED);
    }

    private SupervisedRun host() throws IOException {
        InstalledFiles.requireProgram("make");
        return SupervisedRun.in(directory);
    }

    private static void assertPasses(SupervisedRun host, String kernel, Path test) throws Exception {
        ToolRun run = host.run(List.of("--host-kernel", kernel, "--seed", 1), test);
        assertThat(run.status()).as(run.output()).isZero();
    }

    /** Unpacks what the tests need and builds them. */
    private Path build(String version, boolean ownHeaders, String... tests) throws Exception {
        Path archive = InstalledFiles.file("/usr/src/linux-source-" + version + ".tar.xz");
        String root = "linux-source-" + version;
        List<Object> unpack = new ArrayList<>(List.of("tar", "-xJf", archive));
        for (String part : List.of("tools", "include", "arch/x86", "scripts", "usr", "Makefile", "Kbuild", "Kconfig")) {
            unpack.add(root + "/" + part);
        }
        ToolRun unused = ToolRun.of(directory, unpack.toArray()).requireSuccess();
        Path source = directory.resolve(root);
        Path output = directory.resolve("built-" + version);
        List<Object> make = new ArrayList<>(List.of("make", "-s", "-C", source.resolve(FOLDER), "OUTPUT=" + output));
        if (ownHeaders) {
            ToolRun unusedHeaders =
                    ToolRun.of(source, "make", "-s", "headers", "ARCH=x86_64").requireSuccess();
            make.add("KHDR_INCLUDES=-isystem " + source.resolve("usr/include"));
        }
        for (String test : tests) {
            make.add(output.resolve("x86_64").resolve(test));
        }
        ToolRun unusedMake = ToolRun.of(source, make.toArray()).requireSuccess();
        return output.resolve("x86_64");
    }
}
