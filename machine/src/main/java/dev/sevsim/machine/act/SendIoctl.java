package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.text.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an ioctl of the host's own: a sub-command of KVM_MEMORY_ENCRYPT_OP on a VM, a command of /dev/sev, or another ioctl of a file.
 *
 * <p>Not at a firmware command, during which the driver holds its lock. Source: docs/reference/kvm-host.md sections 1.2 and 2.3.
 */
@Belongs(except = EventKind.FIRMWARE_COMMAND)
@Describe(
        "Makes an ioctl of the host's own: a sub-command KVM_SEV_..., a command SEV_... of /dev/sev, or another ioctl of the uapi.")
record SendIoctl(
        @Describe("its name, such as KVM_SEV_LAUNCH_UPDATE_DATA")
        String ioctl,

        @Describe(
                "fields of its structure by the names of the uapi, as NAME:VALUE,NAME:VALUE; argument for an ioctl that takes a number")
        Optional<FieldList> fields,

        @Describe("bits of its structure that are inverted, as OFFSET:MASK,OFFSET:MASK")
        Optional<BitList> bits,

        @Describe(
                "type of a new VM that it is made on, instead of the guest's: 0 for a plain one, 2 and 3 for SEV and SEV-ES")
        Optional<Long> newVm,

        @Describe(
                "file that it is made on: /dev/kvm, /dev/sev, /dev/sev:ro for one that is open for reading, a number of a descriptor, or the name of a file that send-ioctl has made")
        Optional<HostFile> on,

        @Describe("name of the file that it makes: a VM or a vCPU")
        Optional<String> as,

        @Describe("1 to make it in a child process of the VMM, which has the same descriptors")
        Optional<Long> child)
        implements Act {

    /** Checks the name and the fields. */
    SendIoctl {
        String name = ioctl;
        IoctlStructure known = IoctlStructure.of(name)
                .orElseThrow(() -> new IllegalArgumentException("act send-ioctl ioctl '" + name
                        + "' is no sub-command KVM_SEV_..., command SEV_... of /dev/sev or other ioctl"
                        + NearMiss.question(name, IoctlStructure.names())));
        for (String field : fields.orElse(FieldList.NONE).values().keySet()) {
            if (!known.fields().contains(field.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        ioctl + " has no field " + field + NearMiss.question(field, known.fields()));
            }
        }
        if (on.isPresent() && newVm.isPresent()) {
            throw new IllegalArgumentException("act send-ioctl has both on and new-vm, expected one of them");
        }
        if (on.isEmpty() && !known.isOfVm() && known.deviceCommand().isEmpty()) {
            throw new IllegalArgumentException("act send-ioctl on is missing: " + ioctl + " is no ioctl of a VM");
        }
        if (child.orElse(1L) != 1) {
            throw new IllegalArgumentException("act send-ioctl child is " + child.get() + ", expected 1");
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        IoctlStructure structure = IoctlStructure.of(ioctl).orElseThrow();
        Map<String, Long> values = fields.orElse(FieldList.NONE).resolve(host, page -> userAddress(host, page));
        Bytes data = bits.orElse(BitList.NONE).in(structure.content(values));
        HostCalls calls = host.calls().inChild(child.isPresent());
        int file = file(host, structure);
        long result = calls.ioctl(structure, file, data, values.getOrDefault(IoctlStructure.ARGUMENT, 0L));
        if (as.isPresent()) {
            if (result < 0) {
                throw new ActFailure(ioctl + " has made no file " + as.get());
            }
            host.save(as.get(), new HostFile.Opened((int) result));
        }
    }

    @Override
    public Optional<String> makes() {
        return as;
    }

    @Override
    public List<String> uses() {
        List<String> names = new ArrayList<>(fields.orElse(FieldList.NONE).guests());
        on.flatMap(HostFile::name).ifPresent(names::add);
        return names;
    }

    private int file(HostileHost host, IoctlStructure structure) {
        if (on.isPresent()) {
            return on.get().descriptor(host);
        }
        if (structure.deviceCommand().isPresent()) {
            return HostFile.SEV.descriptor(host);
        }
        return newVm.isPresent()
                ? host.calls().createVm(newVm.get())
                : host.guest().vm().descriptor();
    }

    /** The kernel takes pages of the guest by their addresses in the VMM. */
    private static long userAddress(HostileHost host, PageName page) {
        return host.guest()
                .vm()
                .userAddress(host.address(page))
                .orElseThrow(() -> new ActFailure("the guest has no memory at " + page))
                .value();
    }
}
