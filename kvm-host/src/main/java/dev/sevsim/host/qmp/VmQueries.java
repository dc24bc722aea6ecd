package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VmmConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Queries of the VM's name, devices, memory and processors, answered as a QEMU that was started without options for them.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8. Numbers of threads, and names of images, are our choice.
 */
final class VmQueries {
    private static final String ARCHITECTURE = "x86_64";
    private static final int MAXIMUM_CPUS = 4096;
    private static final int FIRST_THREAD = 1000;

    private VmQueries() {}

    /** The queries by their names. */
    static Map<String, Function<QmpCall, JsonNode>> all() {
        return Map.of(
                "query-name", call -> QmpJson.object(),
                "query-uuid", call -> QmpJson.object().put("UUID", "00000000-0000-0000-0000-000000000000"),
                "query-target", call -> QmpJson.object().put("arch", ARCHITECTURE),
                "query-memory-size-summary", VmQueries::memory,
                "query-cpus-fast", VmQueries::cpus,
                "query-machines", call -> machines(),
                "query-block", VmQueries::block);
    }

    /**
     * {@code query-chardev}: the monitor's own socket; the serial port's other end belongs to the caller of the VMM and is not
     * shown.
     */
    static JsonNode monitor(String address) {
        ArrayNode devices = JsonNodeFactory.instance.arrayNode();
        devices.addObject()
                .put("frontend-open", true)
                .put("filename", address + ",server=on")
                .put("label", "compat_monitor0");
        return devices;
    }

    private static JsonNode memory(QmpCall call) {
        return QmpJson.object()
                .put("base-memory", call.machine().config().ramBytes())
                .put("plugged-memory", 0);
    }

    private static JsonNode cpus(QmpCall call) {
        ArrayNode cpus = JsonNodeFactory.instance.arrayNode();
        for (int index = 0; index < call.machine().config().vcpus(); index++) {
            ObjectNode cpu = cpus.addObject()
                    .put("thread-id", FIRST_THREAD + index)
                    .put("qom-path", QomTree.cpu(index))
                    .put("cpu-index", index)
                    .put("target", ARCHITECTURE);
            cpu.putObject("props").put("core-id", index).put("thread-id", 0).put("socket-id", 0);
        }
        return cpus;
    }

    private static JsonNode machines() {
        ArrayNode machines = JsonNodeFactory.instance.arrayNode();
        machines.addObject()
                .put("name", QomTree.MACHINE)
                .put("alias", "q35")
                .put("cpu-max", MAXIMUM_CPUS)
                .put("hotpluggable-cpus", true)
                .put("numa-mem-supported", true)
                .put("deprecated", false)
                .put("default-cpu-type", QomTree.CPU)
                .put("default-ram-id", "pc.ram")
                .put("acpi", true);
        return machines;
    }

    private static JsonNode block(QmpCall call) {
        VmmConfig config = call.machine().config();
        ArrayNode drives = JsonNodeFactory.instance.arrayNode();
        addDrive(
                drives,
                "pflash0",
                "/machine/system.flash0",
                true,
                config.firmware().length());
        config.nvram().ifPresent(nvram -> addDrive(drives, "pflash1", "/machine/system.flash1", false, nvram.length()));
        for (int index = 0; index < config.disks().size(); index++) {
            addDrive(
                    drives,
                    "ide0-hd" + index,
                    QomTree.disk(index),
                    false,
                    config.disks().get(index).length());
        }
        return drives;
    }

    private static void addDrive(ArrayNode drives, String device, String path, boolean readOnly, long bytes) {
        ObjectNode drive = drives.addObject()
                .put("device", device)
                .put("qdev", path)
                .put("type", "unknown")
                .put("removable", false)
                .put("locked", false);
        ObjectNode inserted = drive.putObject("inserted")
                .put("file", device)
                .put("ro", readOnly)
                .put("drv", "raw")
                .put("backing_file_depth", 0)
                .put("encrypted", false)
                .put("detect_zeroes", "off");
        for (String limit : List.of("bps", "bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr", "write_threshold")) {
            inserted.put(limit, 0);
        }
        inserted.putObject("image").put("filename", device).put("format", "raw").put("virtual-size", bytes);
        inserted.putObject("cache").put("writeback", true).put("direct", false).put("no-flush", false);
    }
}
