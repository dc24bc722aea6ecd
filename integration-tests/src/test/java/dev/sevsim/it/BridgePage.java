package dev.sevsim.it;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The table of docs/linux-bridge.md: programs with what works, how many tests of them passed when it was written, and what does not. */
final class BridgePage {
    static final Path FILE = Path.of("../docs/linux-bridge.md");

    private static final String BEGIN = "<!-- from a run: begin -->\n";
    private static final String END = "<!-- from a run: end -->\n";
    private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)*");

    private static final List<Row> ROWS = List.of(
            new Row(
                    "sevctl",
                    List.of("sevctl", "--version"),
                    "`show`, `reset`, `rotate`, `generate`, `provision`, `export`, `verify`, and `ok`, also with `--preload`",
                    List.of(SevctlOnHostTest.class, SevctlTutorialTest.class),
                    "`export` asks AMD's server for the signed CEK, for which the test has one of its own; `export --full` and"
                            + " `verify` without files take AMD's roots"),
            new Row(
                    "`sev` crate 6.1.0, `tests/api.rs` and `tests/sev_launch.rs`",
                    List.of(),
                    "8 of 8 hardware tests on kernels 6.1 and newest; session, launch, measurement, secret, and KVM_RUN of a guest of HLT"
                            + " instructions",
                    List.of(SevCrateTest.class),
                    "SNP tests; `sev_launch` accepts AMD's roots alone and takes the CEK from AMD's server: the test puts a simulated"
                            + " root into a copy of the program and has a server of its own"),
            new Row(
                    "KVM selftests `sev_migrate_tests` of Linux 6.1 and 6.12, `sev_init2_tests` of 6.12",
                    List.of(),
                    "31,000 ioctls, threads, mirrors and moves; `sev_init2_tests` is skipped on 6.1, which has no INIT2",
                    List.of(KernelSelftestTest.class),
                    "`sev_smoke_test` runs compiled x86 code, and there is no CPU emulator"),
            new Row(
                    "QEMU, `-accel kvm -object sev-guest`, machines q35 and pc",
                    List.of("qemu-system-x86_64", "--version"),
                    "SEV and SEV-ES, 1 to 8 vCPUs, `memory-backend-memfd`, kernel hashes, `dh-cert-file` and `session-file`; QMP's `query-sev…`, measurement,"
                            + " report and secret; `virt-qemu-sev-validate` accepts the right inputs and refuses others; `cont` boots the"
                            + " modelled firmware and kernel to a shell, typed input, power-off",
                    List.of(QemuOnHostTest.class),
                    "a real kernel or another firmware than a modelled one does not run; MSI, interrupts and block devices of QEMU"),
            new Row(
                    "libvirt's daemon with virsh and QEMU, in a session",
                    List.of("libvirtd", "--version"),
                    "`domcapabilities`, `nodesevinfo`, `define` and `start` of a domain with `launchSecurity`, `domlaunchsecinfo`,"
                            + " `virt-qemu-sev-validate`, `domsetlaunchsecstate`, `resume` to the guest's shell",
                    List.of(LibvirtDaemonTest.class),
                    "maxGuests is 0, since a library of the daemon executes CPUID; the daemon of the system, which needs root"),
            new Row(
                    "virt-host-validate",
                    List.of("virsh", "--version"),
                    "its check for secure guest support passes, and reports what is missing",
                    List.of(HostValidateTest.class),
                    "checks that do not concern SEV show this machine"));

    private BridgePage() {}

    /**
     * A program.
     *
     * @param name of it
     * @param version command that prints its version; empty where the name has it
     * @param works what it can do
     * @param tests that show it
     * @param cannot what it cannot do, and why
     */
    private record Row(String name, List<String> version, String works, List<Class<?>> tests, String cannot) {
        /** Everything but what a run finds out. */
        String constant(String versionText, String passed) {
            String classes =
                    tests.stream().map(test -> "`" + test.getSimpleName() + "`").collect(Collectors.joining(", "));
            return String.format("| %s | %s | %s | %s: %s | %s |\n", name, versionText, works, classes, passed, cannot);
        }
    }

    /** The page with the table made again by runs of the tests. */
    static String written() throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (Row row : ROWS) {
            rows.append(row.constant(versionOf(row), passedOf(row)));
        }
        return around(rows.toString());
    }

    /** The page with the table as it is made from the rows and from what the last run found out. */
    static String expected() throws IOException {
        String table = table();
        StringBuilder rows = new StringBuilder();
        for (Row row : ROWS) {
            Matcher found = Pattern.compile(Pattern.quote(row.constant("@@", "##"))
                            .replace("@@", "\\E([^|]*)\\Q")
                            .replace("##", "\\E(\\d+ of \\d+)\\Q"))
                    .matcher(table);
            rows.append(found.find() ? row.constant(found.group(1), found.group(2)) : row.constant("?", "0 of 0"));
        }
        return around(rows.toString());
    }

    private static String table() throws IOException {
        String page = Files.readString(FILE);
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    }

    private static String around(String rows) throws IOException {
        String page = Files.readString(FILE);
        return page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                + "| Program | Version | Works | Tests that passed | Does not |\n|---|---|---|---|---|\n" + rows
                + page.substring(page.indexOf(END));
    }

    private static String versionOf(Row row) throws IOException, InterruptedException {
        if (row.version().isEmpty()) {
            return "";
        }
        Optional<Path> program = InstalledProgram.find(row.version().get(0));
        if (program.isEmpty()) {
            return "not installed";
        }
        List<Object> words = new ArrayList<>(row.version());
        words.set(0, program.get());
        Matcher number =
                NUMBER.matcher(ToolRun.of(Path.of("."), words.toArray()).output());
        return number.find() ? number.group() : "unknown";
    }

    /** Runs the tests of a row; one that failed is an error, one that was skipped did not pass. */
    private static String passedOf(Row row) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(row.tests().stream()
                                        .map(test -> selectClass(test))
                                        .toList())
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTotalFailureCount() > 0) {
            throw new IllegalStateException(
                    row.name() + ": " + summary.getFailures().get(0).getException());
        }
        long all = summary.getTestsFoundCount();
        return summary.getTestsSucceededCount() + " of " + all;
    }
}
