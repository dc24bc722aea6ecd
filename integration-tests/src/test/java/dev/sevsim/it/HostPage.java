package dev.sevsim.it;

import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The part of docs/host.md that shows two launches as the VMM's calls, taken from their traces. */
final class HostPage {
    static final Path FILE = Path.of("../docs/host.md");

    private static final String BEGIN = "<!-- from a run: begin -->\n";
    private static final String END = "<!-- from a run: end -->\n";
    private static final long SEED = 1;
    private static final Set<String> NAMES = Set.of("ioctl", "command", "cmd", "id");

    /** Why a VMM makes the call, in the order of docs/reference/kvm-host.md section 5.2. */
    private static final Map<String, String> WHY = Map.ofEntries(
            Map.entry(
                    "PDH_CERT_EXPORT", "the certificates for the guest's owner; the first call queries their lengths"),
            Map.entry("PLATFORM_STATUS", "API version and build, which the owner needs to compute the measurement"),
            Map.entry("KVM_SEV_INIT", "makes the VM an SEV guest: it gets an ASID and may have no vCPUs yet"),
            Map.entry("KVM_SEV_ES_INIT", "the same for a guest with encrypted state: its ASID is from the lower range"),
            Map.entry(
                    "KVM_SEV_LAUNCH_START",
                    "gives the firmware the owner's certificate and session; the guest's memory key is made and loaded"
                            + " under the ASID"),
            Map.entry("KVM_SET_USER_MEMORY_REGION", "the guest's memory: RAM, then flash"),
            Map.entry(
                    "KVM_MEMORY_ENCRYPT_REG_REGION",
                    "pins the pages: ciphertext depends on its physical address, so they must not move"),
            Map.entry("KVM_CREATE_IRQCHIP", "the kernel's interrupt controller, which SEV-ES needs"),
            Map.entry("KVM_CREATE_VCPU", "a vCPU; the result is its descriptor"),
            Map.entry("KVM_SEV_LAUNCH_UPDATE_DATA", "measures the range and encrypts it in place"),
            Map.entry("KVM_SEV_LAUNCH_UPDATE_VMSA", "measures and encrypts the registers of every vCPU"),
            Map.entry(
                    "KVM_SEV_LAUNCH_MEASURE",
                    "what the owner checks; the first call queries the length, which is returned with a refusal"),
            Map.entry("KVM_SEV_LAUNCH_SECRET", "the owner's packet; the firmware decrypts it into guest memory"),
            Map.entry("KVM_SEV_LAUNCH_FINISH", "ends the launch; from now on nothing can be measured or injected"));

    private final List<TraceRecord> records;
    private final StringBuilder text;

    private HostPage(List<TraceRecord> records, StringBuilder text) {
        this.records = records;
        this.text = text;
    }

    /** The page with the part from runs made again. */
    static String text(Path scratch) throws IOException {
        String page = Files.readString(FILE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalStateException(FILE + " has no place for the run");
        }
        StringBuilder text = new StringBuilder("\n");
        add("A plain SEV guest: `sevsim launch --seed 1`", guest -> {}, scratch, text);
        add(
                "Encrypted state, two vCPUs: `sevsim launch --seed 1 --sev-es --vcpus 2`",
                guest -> guest.sevEs().vcpus(2),
                scratch,
                text);
        return page.substring(0, begin) + text + page.substring(end);
    }

    private static void add(String title, Consumer<GuestSpec.Builder> guest, Path scratch, StringBuilder text)
            throws IOException {
        Path file = scratch.resolve("trace.jsonl");
        LaunchReport report = Launch.run(
                MachineSpec.builder().guest(guest).seed(SEED).trace(file).build());
        if (report.verdict() != LaunchReport.Verdict.ACCEPTED) {
            throw new IllegalStateException("launch " + report.verdict());
        }
        text.append("### ").append(title).append("\n\n");
        text.append("| Step | Call | Fields | Firmware | Result |\n|---|---|---|---|---|\n");
        new HostPage(TraceFile.read(file).records(), text).write();
        text.append('\n');
    }

    private void write() {
        Set<String> explained = new HashSet<>();
        for (TraceRecord step : records) {
            TraceEvent event = step.event();
            switch (event.kind()) {
                case "sev.probe" -> row(step, "the driver loads", "", "reads the status and initialises the platform");
                case "sev.issue-cmd" -> call(step, "SEV_ISSUE_CMD ", explained);
                case "kvm.ioctl" -> call(step, "", explained);
                default -> {}
            }
        }
    }

    private void call(TraceRecord step, String prefix, Set<String> explained) {
        Map<String, Object> fields = step.event().fields();
        String name = String.valueOf(fields.getOrDefault("command", fields.get("ioctl")));
        String why = WHY.get(name);
        if (why == null) {
            throw new IllegalStateException("no explanation of " + name + " for docs/host.md");
        }
        String carried = fields.entrySet().stream()
                .filter(field -> !NAMES.contains(field.getKey()))
                .map(field -> field.getKey().substring(field.getKey().indexOf('.') + 1) + " " + field.getValue())
                .collect(Collectors.joining(", "));
        row(step, "`" + prefix + name + "`", carried, explained.add(name) ? why : "");
    }

    private void row(TraceRecord step, String call, String carried, String why) {
        String result = step.event().outcome().orElse("");
        text.append("| ").append(step.step()).append(" | ").append(call);
        text.append(why.isEmpty() ? "" : ": " + why)
                .append(" | ")
                .append(carried)
                .append(" | ");
        text.append(firmwareCommands(step)).append(" | ").append(result).append(" |\n");
    }

    /** The commands inside an operation, at any depth. */
    private String firmwareCommands(TraceRecord operation) {
        Set<Long> inside = new HashSet<>(Set.of(operation.step()));
        List<String> commands = new ArrayList<>();
        for (TraceRecord record : records) {
            if (record.parent().isPresent() && inside.contains(record.parent().getAsLong())) {
                inside.add(record.step());
                if (record.event().kind().equals("firmware.command")) {
                    commands.add("`" + record.event().fields().get("command") + "` "
                            + record.event().outcome().orElse(""));
                }
            }
        }
        return String.join(", ", commands);
    }
}
