package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OwnerExplainCommandTest {
    private static final Path LAUNCHES = launches();
    private static final List<Object> FILES = List.of(
            "--firmware", file("amdsev.fd"), "--kernel", file("vmlinuz"), "--initrd", file("initrd.img"), "--append");
    private static final String NO_LAUNCH = "5a".repeat(32);

    private static Path launches() {
        try {
            return Path.of(Objects.requireNonNull(OwnerExplainCommandTest.class.getResource("launches"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String file(String name) {
        return LAUNCHES.resolve(name).toString();
    }

    private static CapturedRun explain(Object... more) {
        List<Object> words = new ArrayList<>(List.of("owner", "explain"));
        words.addAll(List.of(more));
        return CapturedRun.of(words.toArray());
    }

    private static CapturedRun explainBoot(Object... more) {
        return explainAppended("console=ttyS0 root=/dev/vda1", more);
    }

    private static CapturedRun explainAppended(String commandLine, Object... more) {
        List<Object> words = new ArrayList<>(FILES);
        words.add(commandLine);
        words.addAll(List.of(more));
        return explain(words.toArray());
    }

    /** See launches/README.md for what each measured launch differs in. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "launches/cases.tsv", numLinesToSkip = 1, delimiter = '\t', quoteCharacter = '\1')
    void findsWhatDiffers(String name, String arguments, String answer) {
        List<Object> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(arguments);
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2);
            words.add(Files.exists(LAUNCHES.resolve(text)) ? file(text) : text);
        }

        CapturedRun run = CapturedRun.of(words.toArray());

        assertThat(run.out().lines().reduce((first, last) -> last).orElseThrow())
                .endsWith(": it fits " + answer.replace("{dir}", LAUNCHES.toString()));
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void listsWhatWasTriedAndWhatToGiveNext() {
        CapturedRun run = explainBoot("--digest", NO_LAUNCH);

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out())
                .contains(
                        "fits\n  tried  one difference: no kernel hashes, line feed, carriage return",
                        "\n  tried  two of them together (",
                        "\n  next   give the host's OVMF image as --other-firmware",
                        "\n  next   give the host's command line as --other-append");
        assertThat(run.out()).doesNotContain("--tek");
    }

    @Test
    void namesTheKeysThatAMeasurementDependsOn() {
        CapturedRun run = explainBoot(
                "--measurement",
                "00".repeat(48),
                "--api-major",
                1,
                "--api-minor",
                55,
                "--build-id",
                24,
                "--tik",
                file("tik.bin"));

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out())
                .contains("TIK and nonce: with a wrong one of these everything fails", "--other-tik", "--tek");
    }

    @Test
    void answersProgramsToo() {
        JsonNode answer = JsonMapper.shared()
                .readTree(explainBoot("--json", "--digest", NO_LAUNCH).out())
                .get("answers")
                .get(0);

        assertThat(answer.get("matches").asBoolean()).isFalse();
        assertThat(answer.get("differences")).isEmpty();
        assertThat(answer.get("steps")).hasSizeGreaterThan(1);
        assertThat(answer.get("next")).isNotEmpty();
    }

    @Test
    void findsTheNewDifferencesOfTheCommandLine() {
        assertThat(explained("root=/dev/vda1", "root=/dev/vda1 initrd=initrd")).contains("' initrd=initrd' behind it");
        assertThat(explained("root=/dev/vda1", "initrd=initrd root=/dev/vda1")).contains("'initrd=initrd ' before it");
        assertThat(explained("initrd=initrd root=/dev/vda1", "root=/dev/vda1")).contains("without the 'initrd=initrd'");
        assertThat(explained("'root=/dev/vda1'", "root=/dev/vda1")).contains("without the quotes around it");
        assertThat(explained("root=/dev/vda1", "\"root=/dev/vda1\"")).contains("in double quotes");
        assertThat(explained("root=/dev/vda1  quiet", "root=/dev/vda1 quiet")).contains("single blanks only");
        assertThat(explained("root=/dev/vda1 ", "root=/dev/vda1")).contains("without the blanks around it");
    }

    private static String explained(String expected, String measured) {
        CapturedRun run = explain(
                "--firmware",
                file("amdsev.fd"),
                "--kernel",
                file("vmlinuz"),
                "--append",
                expected,
                "--digest",
                digest("vmlinuz", "", measured));
        assertThat(run.status()).isEqualTo(1);
        return run.out();
    }

    /** As docs/reference/guest-owner-tools.md section 2.6 has it, by the JDK alone. */
    private static String digest(String kernel, String initrd, String append) {
        try {
            MessageDigest launch = MessageDigest.getInstance("SHA-256");
            launch.update(Files.readAllBytes(LAUNCHES.resolve("amdsev.fd")));
            ByteBuffer table = ByteBuffer.allocate(176).order(ByteOrder.LITTLE_ENDIAN);
            guid(table, "9438d606-4f22-4cc9-b479-a793d411fd21").putShort((short) 168);
            entry(table, "97d02dd8-bd20-4c94-aa78-e7714d36ab2a", (append + "\0").getBytes(StandardCharsets.UTF_8));
            entry(table, "44baf731-3a2f-4bd7-9af1-41e29169781d", content(initrd));
            entry(table, "4de79437-abd2-427f-b835-d5b172d2045b", content(kernel));
            return HexFormat.of().formatHex(launch.digest(table.array()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(String name) throws IOException {
        return name.isEmpty() ? new byte[0] : Files.readAllBytes(LAUNCHES.resolve(name));
    }

    private static void entry(ByteBuffer table, String guid, byte[] content) throws GeneralSecurityException {
        guid(table, guid)
                .putShort((short) 50)
                .put(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static ByteBuffer guid(ByteBuffer to, String text) {
        UUID guid = UUID.fromString(text);
        long high = guid.getMostSignificantBits();
        to.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        return to.put(
                ByteBuffer.allocate(8).putLong(guid.getLeastSignificantBits()).array());
    }

    @Test
    void findsFilesThatAreExchanged() {
        String digest = digest("initrd.img", "vmlinuz", "console=ttyS0 root=/dev/vda1");

        assertThat(explainBoot("--digest", digest).out()).contains("it fits kernel and initrd exchanged");
    }

    @Test
    void takesTheInputsFromTheHostsCommandLine(@TempDir Path directory) throws IOException {
        Path line = directory.resolve("cmdline");
        Files.writeString(
                line,
                "qemu-system-x86_64 -accel kvm -object sev-guest,id=sev0,policy=0x1,kernel-hashes=on \\\n"
                        + "  -drive if=pflash,format=raw,unit=0,file=" + file("amdsev.fd") + ",readonly=on -kernel '"
                        + file("vmlinuz") + "' -initrd " + file("initrd.img")
                        + " -append \"console=ttyS0 root=/dev/vda1\" -smp 2,maxcpus=4\n");
        String same = digest("vmlinuz", "initrd.img", "console=ttyS0 root=/dev/vda1");

        assertThat(explain("--qemu-cmdline", line, "--digest", same).status()).isZero();
        assertThat(explainAppended("quiet", "--qemu-cmdline", line, "--digest", same)
                        .out())
                .contains("it fits the command line 'console=ttyS0 root=/dev/vda1'");
    }
}
