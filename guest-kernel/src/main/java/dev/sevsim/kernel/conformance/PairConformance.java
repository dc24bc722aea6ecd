package dev.sevsim.kernel.conformance;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PlainMemory;
import dev.sevsim.kernel.secret.EfiSecretModule;
import dev.sevsim.kernel.secret.SecretProviders;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Loads the module on recorded (base, size) pairs, all in one boot, and collects the outcomes that differ.
 *
 * <p>A recording is the kernel's memory map and one JSON object for each pair. The area with the secrets lies at
 * 0x10000000 and a recorded distance behind it ({@code shift}). Of the kernel's messages those of the module, the
 * driver core and the mapping functions are compared, without code addresses; registers and the names of other
 * functions are not.
 */
public final class PairConformance {
    private static final long AREA = 0x10000000L;
    private static final long PAIR = 0x1FB74018L;
    private static final int PHYSICAL_BITS = 40;
    private static final String COCO = "/secrets/coco";
    private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) : (.*)");
    private static final Pattern OFFSET = Pattern.compile("\\+0x[0-9a-f]+/0x[0-9a-f]+");
    private static final Pattern COMPARED =
            Pattern.compile("<[0-6]>(efi_secret|ioremap|resource: |caller |-+\\[|WARNING: ).*");
    private static final Map<String, E820Type> TYPES = Map.of(
            "System RAM", E820Type.RAM,
            "Reserved", E820Type.RESERVED,
            "ACPI Tables", E820Type.ACPI,
            "ACPI Non-volatile Storage", E820Type.NVS);

    private final List<E820Map.Entry> memoryMap = new ArrayList<>();
    private final List<Map<String, Object>> pairs = new ArrayList<>();

    /** Nothing recorded yet. */
    public PairConformance() {}

    /** Takes a line of the memory map; other lines without JSON are passed over. */
    public void acceptText(String line) {
        Matcher range = RANGE.matcher(line);
        E820Type type = range.matches() ? TYPES.get(range.group(3)) : null;
        if (type != null) {
            long start = Long.parseUnsignedLong(range.group(1), 16);
            long end = Long.parseUnsignedLong(range.group(2), 16);
            memoryMap.add(new E820Map.Entry(start, end - start + 1, type));
        }
    }

    /**
     * Takes a pair.
     *
     * @param line the members of the line's JSON object
     */
    public void accept(Map<String, Object> line) {
        if (!line.containsKey("base") || !line.containsKey("size")) {
            throw new IllegalArgumentException("no pair: base or size is missing");
        }
        pairs.add(line);
    }

    /** Pairs so far. */
    public int pairs() {
        return pairs.size();
    }

    /** Loads the module on each pair; the outcomes that differ, in the order of the recording. */
    public List<Difference> differences() {
        Boot boot = new Boot(new E820Map(memoryMap), table());
        List<Difference> differences = new ArrayList<>();
        for (Map<String, Object> recorded : pairs) {
            Map<String, Object> real = new TreeMap<>(recorded);
            real.keySet().removeAll(List.of("base", "size", "shift"));
            real.put("log", compared((List<?>) recorded.getOrDefault("log", List.of())));
            real.computeIfPresent("files", (name, files) -> sorted((List<?>) files));
            String ours = boot.load(recorded).toString();
            if (!real.toString().equals(ours)) {
                String pair = "base " + recorded.get("base") + ", size " + recorded.get("size");
                differences.add(new Difference("pair " + pairs.indexOf(recorded), pair, real.toString(), ours));
            }
        }
        return differences;
    }

    /** The table that the first pair with files shows; what is in it does not matter where no pair has any. */
    private Bytes table() {
        return pairs.stream()
                .map(pair -> pair.get("files"))
                .filter(List.class::isInstance)
                .findFirst()
                .map(files -> table((List<?>) files))
                .orElse(Bytes.EMPTY);
    }

    private static Bytes table(List<?> files) {
        Bytes entries = Bytes.EMPTY;
        for (Object each : files) {
            Map<?, ?> file = (Map<?, ?>) each;
            Bytes data = Bytes.fromHex(Objects.toString(file.get("data")));
            entries = Bytes.concat(entries, headed(Guid.of(Objects.toString(file.get("name"))), data));
        }
        return headed(SecretTable.HEADER, entries);
    }

    private static Bytes headed(Guid guid, Bytes content) {
        return Bytes.concat(guid.toWire(), Bytes.u32Le(SecretTable.HEADER_SIZE + content.length()), content);
    }

    private static List<Object> sorted(List<?> files) {
        return files.stream()
                .<Object>map(file -> new TreeMap<Object, Object>((Map<?, ?>) file))
                .toList();
    }

    private static List<String> compared(List<?> log) {
        return log.stream()
                .map(line -> OFFSET.matcher(line.toString()).replaceAll(""))
                .filter(line -> COMPARED.matcher(line).matches())
                .toList();
    }

    /** One boot, whose warnings come once. */
    private static final class Boot {
        private final Bytes table;
        private final PlainMemory memory = new PlainMemory();
        private final RecordedTime time = new RecordedTime();
        private final KernelLog log = new KernelLog(time, line -> {});
        private final SecurityFs securityFs = new SecurityFs(0, time);
        private final SystemCalls calls =
                new SystemCalls(new MountNamespace(securityFs.fileSystem()), Credentials.ROOT);
        private final ModuleTable modules = new ModuleTable();
        private final EfiSecretModule module;

        Boot(E820Map map, Bytes table) {
            this.table = table;
            IoRemapper remapper = new IoRemapper(memory, map, PHYSICAL_BITS, log);
            module = new EfiSecretModule(OptionalLong.of(PAIR), remapper, new SecretProviders(securityFs), log);
            modules.add(module, module.use());
        }

        /** The outcome of one pair in the form of the recording; the module is out again afterwards. */
        Map<String, Object> load(Map<String, Object> pair) {
            long base = hex(pair.get("base"));
            long shift = pair.get("shift") instanceof Number number ? number.longValue() : 0;
            memory.write(AREA + shift, table);
            memory.write(PAIR, new CocoSecretArea(base, hex(pair.get("size"))).encode());
            log.clear();
            int load = modules.load(EfiSecretModule.NAME);
            Map<String, Object> outcome = new TreeMap<>();
            outcome.put("load", load);
            outcome.put("bound", module.probeResult().orElse(-1) == 0 ? 1 : 0);
            outcome.put(
                    "log",
                    compared(log.lines().stream()
                            .map(line -> "<" + line.level().value() + ">" + line.text())
                            .toList()));
            outcome.put("files", files());
            int unused = modules.unload(EfiSecretModule.NAME);
            memory.write(AREA + shift, Bytes.zeros(table.length()));
            return outcome;
        }

        private static long hex(@Nullable Object digits) {
            return Long.parseUnsignedLong(Objects.toString(digits), 16);
        }

        private @Nullable Object files() {
            return calls.list(COCO)
                    .value()
                    .map(names -> names.stream().sorted().map(this::file).toList())
                    .orElse(null);
        }

        private Map<String, Object> file(String name) {
            FileStatus status = calls.stat(COCO + "/" + name).orElseThrow();
            int descriptor = calls.open(COCO + "/" + name, EnumSet.of(OpenFlag.READ), 0);
            byte[] buffer = new byte[1 << 16];
            int count = calls.read(descriptor, buffer);
            int unused = calls.close(descriptor);
            Map<String, Object> file = new TreeMap<>();
            file.put("name", name);
            file.put("mode", Integer.toOctalString(status.mode()));
            file.put("size", status.size());
            file.put("nlink", status.links());
            file.put("uid", status.uid());
            file.put("data", Bytes.copyOf(buffer, 0, Math.max(0, count)).toHex());
            return file;
        }
    }
}
