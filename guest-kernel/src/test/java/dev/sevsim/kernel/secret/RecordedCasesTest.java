package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.SecretAreaInspection;
import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.OpenFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every field of every recorded case of a real kernel. */
class RecordedCasesTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The area with four secrets that the memory types were recorded with. */
    private static final Bytes FOUR_SECRETS = Bytes.fromHex(cases().map(each -> (JsonNode) each.get()[1])
            .filter(each ->
                    each.get("files").size() == 4 && each.get("area").asString().length() / 2 < 3072)
            .findFirst()
            .orElseThrow()
            .get("area")
            .asString());

    static Stream<Arguments> cases() {
        return VectorFile.lines("cases.jsonl")
                .map(line -> Arguments.of(line.get("case").asString(), line));
    }

    static Stream<Arguments> memoryTypes() {
        return VectorFile.lines("memory-types.jsonl")
                .map(line -> Arguments.of(
                        line.get("memory_type").asInt(), line.get("area_size").asLong(), line));
    }

    @Test
    void findsAllOfThem() {
        assertThat(cases()).hasSize(147);
        assertThat(memoryTypes()).hasSize(72);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void behavesAsTheRealKernelDid(String name, JsonNode recorded) {
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("case", name);
        observed.put("area_size", recorded.get("area_size").asInt());
        observed.put("area", recorded.get("area").asString());
        Bytes area = Bytes.fromHex(recorded.get("area").asString());
        SecretGuest guest = SecretGuest.reserved(area, recorded.get("area_size").asLong());

        observed.put("probe", guest.load());
        observed.put("log", log(guest));
        observed.put("files", files(guest));
        if (recorded.has("then")) {
            observed.put("then", use(guest, recorded.get("then").get("unlink").asString(), area.length()));
        }

        assertThat(asJson(observed)).isEqualTo(recorded);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void inspectsAsTheRealKernelDid(String name, JsonNode recorded) {
        Bytes area = Bytes.fromHex(recorded.get("area").asString())
                .paddedTo(recorded.get("area_size").asInt());

        SecretAreaInspection inspection = SecretAreaInspection.of(area);

        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("probe", inspection.probe());
        observed.put(
                "log",
                inspection.log().stream()
                        .map(line -> Map.of("level", line.level(), "text", line.text()))
                        .toList());
        observed.put(
                "files",
                inspection
                        .files()
                        .map(files -> files.stream()
                                .map(file -> file(
                                        file.name(),
                                        file.mode(),
                                        file.size(),
                                        file.data().toHex()))
                                .toList())
                        .orElse(null));
        JsonNode json = asJson(observed);
        assertThat(json.get("probe")).isEqualTo(recorded.get("probe"));
        assertThat(json.get("log")).isEqualTo(recorded.get("log"));
        assertThat(json.get("files")).isEqualTo(recorded.get("files"));
    }

    @ParameterizedTest(name = "type {0}, {1} bytes")
    @MethodSource("memoryTypes")
    void mapsMemoryAsTheRealKernelDid(int type, long size, JsonNode recorded) {
        SecretGuest guest = new SecretGuest(FOUR_SECRETS, size, type);

        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("memory_type", type);
        observed.put("area_size", size);
        observed.put("probe", guest.load());
        observed.put("log", log(guest));
        observed.put(
                "files",
                guest.root.list(SecretGuest.COCO).value().map(List::size).orElse(null));

        assertThat(asJson(observed)).isEqualTo(recorded);
    }

    private static List<Object> log(SecretGuest guest) {
        return guest.log.lines().stream()
                .filter(line -> line.text().startsWith(EfiSecretModule.NAME))
                .<Object>map(line -> Map.of("level", line.level().value(), "text", line.text()))
                .toList();
    }

    private static Object files(SecretGuest guest) {
        Answer<List<String>> names = guest.root.list(SecretGuest.COCO);
        if (names.errno() != 0) {
            return JSON.nullNode();
        }
        List<Object> files = new ArrayList<>();
        for (String name : guest.names()) {
            FileStatus status = guest.root.stat(SecretGuest.COCO + "/" + name).orElseThrow();
            int descriptor = guest.open(name, OpenFlag.READ);
            String data = guest.read(descriptor).toHex();
            guest.root.close(descriptor);
            files.add(file(name, Integer.toOctalString(status.mode()), status.size(), data));
        }
        return files;
    }

    private static Map<String, Object> file(String name, String mode, long size, String data) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", name);
        file.put("mode", mode);
        file.put("size", size);
        file.put("data", data);
        return file;
    }

    private static Map<String, Object> use(SecretGuest guest, String victim, int areaLength) {
        Map<String, Object> then = new LinkedHashMap<>();
        String path = SecretGuest.COCO + "/" + victim;
        int writer = guest.open(victim, OpenFlag.WRITE);
        then.put("open_for_write", Math.min(writer, 0));
        then.put("write_one_byte", guest.root.write(writer, new byte[1]));
        guest.root.close(writer);
        then.put("create_file", guest.open("new-file", OpenFlag.WRITE, OpenFlag.CREATE));
        then.put("rename_file", guest.root.rename(path, path + "x"));
        then.put("rmdir_coco", guest.root.removeDirectory(SecretGuest.COCO));
        then.put("unlink", victim);
        int before = guest.open(victim, OpenFlag.READ);
        then.put("unlink_result", guest.root.unlink(path));
        then.put("read_from_descriptor_opened_before_unlink", guest.read(before).toHex());
        guest.root.close(before);
        then.put("unlink_again", guest.root.unlink(path));
        then.put("files", guest.names());
        then.put("area", guest.memory.read(SecretGuest.AREA, areaLength).toHex());
        then.put("reload", reload(guest));
        return then;
    }

    private static Map<String, Object> reload(SecretGuest guest) {
        Map<String, Object> reload = new LinkedHashMap<>();
        assertThat(guest.modules.unload(EfiSecretModule.NAME)).isZero();
        reload.put("probe", guest.load());
        reload.put("log", log(guest));
        Answer<List<String>> names = guest.root.list(SecretGuest.COCO);
        reload.put("files", names.errno() == 0 ? guest.names() : JSON.nullNode());
        return reload;
    }

    private static JsonNode asJson(Map<String, Object> observed) {
        // Through text, so that numbers compare by value and not by the Java type that held them.
        return JSON.readTree(JSON.writeValueAsString(observed));
    }
}
