package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What each command with {@code --json} prints, of runs that between them have every member of every report. */
final class ReportSamples {
    private static final String DISK = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String SEQUENCE = "{\"seq\":1,\"area_size\":3072,\"area\":\"\"}\n";

    private final Map<String, List<JsonNode>> reports = new LinkedHashMap<>();
    private final Path directory;
    private final OwnerSession owner;
    private final Path chain;
    private final MeasuredBoot boot;

    private ReportSamples(Path directory) {
        this.directory = directory;
        this.owner = OwnerSession.make(directory, "0x1");
        this.chain = owner.out().resolve("full.chain");
        this.boot = MeasuredBoot.embedded(directory);
    }

    /** Reports by the words of their command. */
    static Map<String, List<JsonNode>> in(Path directory) throws IOException, InterruptedException {
        ReportSamples samples = new ReportSamples(directory);
        samples.launches();
        samples.hosts();
        samples.files();
        samples.owners();
        samples.platforms();
        samples.others();
        return samples.reports;
    }

    private void run(String command, Object... more) {
        Sevsim run = Sevsim.run(command.split(" "), "--json", more);
        assertThat(run.status()).as(run.err()).isIn(0, 1, 4, 5);
        assertThat(run.out()).as(run.err()).isNotBlank();
        run.out().lines().map(Sevsim::parse).forEach(report -> add(command, report));
    }

    private void add(String command, JsonNode report) {
        reports.computeIfAbsent(command, first -> new ArrayList<>()).add(report);
    }

    private void launches() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 1});
        Path trace = directory.resolve("trace.jsonl");
        Object[] shown = {"--secret", "luks-key=@" + binary, "--run", "cat /sys/kernel/security/secrets/coco/" + DISK};
        run("launch", "--seed", 1, "--trace", trace, shown);
        run("launch", "--policy", "0x41");
        run("launch", "--kernel-hashes", "off", "--no-secrets", "--fault", "LAUNCH_MEASURE:9:drop");
        run("launch", "--sev-es", "--vcpus", 2);
        run("trace show", trace);
        run("trace diff", trace, trace);
        Path other = directory.resolve("other.jsonl");
        Sevsim.run("launch", "--seed", 2, "--trace", other).requireSuccess();
        run("trace diff", trace, other);
    }

    private void hosts() throws IOException {
        Object[] sockets = {"--qmp", socket("qmp"), "--libvirt", socket("libvirt"), "--serial", socket("serial")};
        try (ServingSevsim host = new ServingSevsim("--seed", 1, sockets)) {
            add("serve", host.report());
        }
        ServiceFolder folder = ServiceFolder.in(Files.createDirectory(directory.resolve("service")));
        Path policy = folder.policy("web", "sesame");
        try (ServiceProcess service = new ServiceProcess(folder.state(), List.of(policy), "--grpc", "127.0.0.1:0")) {
            add("owner serve", service.report());
        }
    }

    private String socket(String name) {
        return "unix:" + directory.resolve(name + ".sock");
    }

    private void files() throws IOException {
        Path out = directory.resolve("files");
        run("firmware export", "--out", out);
        run("firmware inspect");
        run("firmware inspect", Sevsim.vector("fw/synth-x64.fd"));
        run("owner chain split", chain, "--out", out);
        run("owner chain join", chain, "--out", out.resolve("joined"));
        run("owner chain convert", chain, "--out", out.resolve("converted"));
        run("owner vmsa", "--firmware", out.resolve("OVMF.fd"), "--vcpus", 2, "--vcpu-type", "EPYC", "--out", out);
        for (String line : Files.readAllLines(Sevsim.vector("efi-secret-cases.jsonl"))) {
            byte[] area = java.util.HexFormat.of()
                    .parseHex(Sevsim.parse(line).get("area").asString());
            run("secret inspect", Files.write(directory.resolve("area.bin"), area));
        }
    }

    private void owners() throws IOException {
        run("owner session", "--chain", chain, "--policy", "0x1", "--out", directory.resolve("session"));
        run("owner session", "--chain", chain, "--policy", "0x5", "--format", "sev-tool", "--out", owner.out());
        run("owner verify", "--chain", chain);
        byte[] broken = Files.readAllBytes(chain);
        broken[0x20] ^= 1;
        run("owner verify", "--chain", Files.write(directory.resolve("broken.chain"), broken));

        Object[] files = {"--firmware", ServiceFolder.IMAGE, boot.options()};
        String measurement = Sevsim.run("launch", owner.launchOptions(), files, "--json")
                .json()
                .get("measurement")
                .asString();
        Object[] reported = {
            "--tik", owner.tik(), "--measurement", measurement, "--api-major", 1, "--api-minor", 55, "--build-id", 24
        };
        run("owner measure", files);
        run("owner measure", files, reported);
        run("owner measure", files, "--vcpus", 2, "--vcpu-type", "EPYC", "--policy", "0x5", reported);
        run("owner explain", files, "--digest", "00".repeat(32), "--max-vcpus", 1);
        MeasuredBoot other = new MeasuredBoot(boot.kernel(), boot.initrd(), boot.commandLine() + " ");
        run("owner explain", "--firmware", ServiceFolder.IMAGE, other.options(), reported);

        Object[] bound = {owner.keyOptions(), "--measurement", measurement};
        run("owner secret", bound, "--secret", DISK + "=sesame", "--out", owner.out());
        Object[] packet = {
            "--header",
            owner.out().resolve("vm_secret_header.b64"),
            "--payload",
            owner.out().resolve("vm_secret.b64")
        };
        run("owner unseal", bound, packet);
    }

    private void platforms() throws IOException, InterruptedException {
        Object[] state = {"--state", directory.resolve("platform")};
        Path out = directory.resolve("certificates");
        run("platform export", state, "--out", out);
        run("platform status", state);
        run("platform id", state);
        run("platform pdh-gen", state);
        run("platform pek-gen", state);
        Path request = directory.resolve("file name with blanks ".repeat(5) + ".csr");
        run("platform csr", state, "--out", request);
        PlatformOwner owning = PlatformOwner.make(directory);
        run("platform cert-import", state, "--pek", owning.sign(request), "--oca", owning.oca());
        run("platform status", state);
        run("platform reset", state);
    }

    private void others() throws IOException {
        run("explain", "sev_launch_start: LAUNCH_START ret=1 fw_error=7 'Policy is not allowed'");
        run("explain", "sev command 0x99 failed (0xffff)");
        run("explain", "EIO");
        run("demo encrypted-files");
        run("demo encrypted-files", "--leak");
        run("self-check");
        Path calls = Files.writeString(
                directory.resolve("calls.jsonl"),
                SEQUENCE + "{\"s\":1,\"i\":1,\"op\":\"rmdir /\",\"r\":0}\n",
                StandardCharsets.UTF_8);
        run("conformance system-calls", calls);
        Path pairs = Files.writeString(directory.resolve("pairs.jsonl"), """
                00900000-0fffffff : System RAM
                {"base":"900000","size":"2000","load":0,"bound":0,"log":[],"files":null}
                """);
        run("conformance pairs", pairs);
    }
}
