package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VmmConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of QEMU's object tree that {@code qom-list} shows: machine, objects, processors and drives. Each object has its type,
 * its children, and no further property.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class QomTree {
    /** Type of the machine. */
    static final String MACHINE = "pc-q35-10.2";

    /** Type of its processors. */
    static final String CPU = "qemu64-x86_64-cpu";

    private static final String CONTAINER = "container";

    private final SortedMap<String, String> types = new TreeMap<>();

    QomTree(VmmConfig config) {
        types.put("/", CONTAINER);
        types.put("/chardevs", CONTAINER);
        types.put("/machine", MACHINE + "-machine");
        types.put("/machine/peripheral", CONTAINER);
        types.put("/machine/peripheral-anon", CONTAINER);
        types.put("/machine/unattached", CONTAINER);
        types.put("/machine/system.flash0", "cfi.pflash01");
        config.nvram().ifPresent(nvram -> types.put("/machine/system.flash1", "cfi.pflash01"));
        types.put("/objects", CONTAINER);
        types.put("/objects/sev0", "sev-guest");
        for (int index = 0; index < config.vcpus(); index++) {
            types.put(cpu(index), CPU);
        }
        for (int index = 0; index < config.disks().size(); index++) {
            types.put(disk(index), "ide-hd");
        }
    }

    /** Path of a vCPU. */
    static String cpu(int index) {
        return "/machine/unattached/device[" + index + "]";
    }

    /** Path of a disk. */
    static String disk(int index) {
        return "/machine/peripheral-anon/device[" + index + "]";
    }

    /** Names and types of an object's properties; empty for a path without an object. */
    Optional<Map<String, String>> properties(String path) {
        String clean = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!types.containsKey(clean)) {
            return Optional.empty();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("type", "string");
        String prefix = clean.equals("/") ? "/" : clean + "/";
        types.forEach((child, type) -> {
            if (child.length() > prefix.length()
                    && child.startsWith(prefix)
                    && child.indexOf('/', prefix.length()) < 0) {
                properties.put(child.substring(prefix.length()), "child<" + type + ">");
            }
        });
        return Optional.of(properties);
    }
}
