package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.tap.Fault;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run is made of, for the header of its trace: the names are those of options. Files and texts that may be secret are
 * shown by their SHA-256 digests.
 */
final class TraceInputs {
    private final Map<String, String> inputs = new LinkedHashMap<>();

    private TraceInputs() {}

    static Map<String, String> of(MachineSpec spec) {
        TraceInputs inputs = new TraceInputs();
        inputs.add("generation", spec.chip().profile().name().toLowerCase(Locale.ROOT));
        inputs.add(
                "sev-firmware",
                spec.chip().profile().version() + "." + spec.chip().profile().build());
        inputs.add(
                "flaw",
                spec.chip().profile().flaws().stream()
                        .map(TraceInputs::label)
                        .sorted()
                        .collect(Collectors.joining(",")));
        inputs.addHost(spec.host());
        inputs.addGuest(spec.guest());
        spec.owner().session().ifPresent(given -> inputs.addDigest("session", given.session()));
        return inputs.inputs;
    }

    private void addHost(HostSpec host) {
        add("host-kernel", host.kernel().label());
        add("host-sev-es", label(host.sevEs()));
        add("host-memory", Long.toString(host.memoryBytes()));
        add("state", host.store().isPresent() ? "kept" : "new");
        add("fault", host.faults().stream().map(Fault::toString).collect(Collectors.joining(",")));
    }

    private void addGuest(GuestSpec guest) {
        addDigest("firmware", guest.flash().firmware());
        guest.directBoot().ifPresent(boot -> {
            addDigest("kernel", boot.kernel());
            boot.initrd().ifPresent(initrd -> addDigest("initrd", initrd));
            boot.append().ifPresent(append -> addDigest("append", Bytes.ofUtf8(append)));
        });
        add("era", guest.era().label());
        add("vcpus", Integer.toString(guest.vcpus()));
        add("guest-memory", Long.toString(guest.memoryBytes()));
        add("policy", guest.policy().toString());
        add("kernel-hashes", label(guest.sev().kernelHashes()));
        add("legacy-vm-type", label(guest.sev().legacyVmType()));
        guest.commands().ifPresent(lines -> addDigest("run", Bytes.ofUtf8(String.join("\n", lines))));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void add(String name, String value) {
        if (!value.isEmpty()) {
            inputs.put(name, value);
        }
    }

    private void addDigest(String name, Bytes content) {
        inputs.put(name, "sha256:" + KernelHashes.sha256(content).toHex());
    }
}
