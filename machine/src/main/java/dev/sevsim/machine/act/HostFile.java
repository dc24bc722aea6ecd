package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.DevicePath;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of the VMM's process: a device by its path, a descriptor by its number, or what an act has made under a name.
 *
 * @param text as it was written
 */
record HostFile(String text) {
    /** /dev/sev, open for reading and writing. */
    static final HostFile SEV = new HostFile(DevicePath.DEV_SEV.path());

    /** O_RDONLY. */
    private static final int READ_ONLY = 0;

    private static final Map<String, DevicePath> DEVICES =
            Map.of(SEV.text(), DevicePath.DEV_SEV, DevicePath.DEV_KVM.path(), DevicePath.DEV_KVM);
    private static final String FOR_READING = SEV.text() + ":ro";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** A file that an act has made. */
    record Opened(int descriptor) {}

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException for another text
     */
    static HostFile parse(String text) {
        HostFile file = new HostFile(text);
        if (file.name().isEmpty()
                && Texts.number(text).isEmpty()
                && !DEVICES.containsKey(text)
                && !text.equals(FOR_READING)) {
            throw new IllegalArgumentException("'" + text + "' is no file, expected /dev/kvm, " + SEV + ", "
                    + FOR_READING + ", the number of a descriptor, or a name that another act has given");
        }
        return file;
    }

    /** The name under which an act has made it; empty for a device and a number. */
    Optional<String> name() {
        return Optional.of(text).filter(NAME.asMatchPredicate());
    }

    /** Its descriptor; a device is opened. */
    int descriptor(HostileHost host) {
        DevicePath device = DEVICES.get(text);
        if (device != null) {
            return host.calls().open(device, HostCalls.READ_WRITE);
        }
        if (text.equals(FOR_READING)) {
            return host.calls().open(DevicePath.DEV_SEV, READ_ONLY);
        }
        return name().map(named -> host.saved(named, Opened.class).descriptor())
                .orElseGet(() -> Texts.fitting("descriptor", Texts.number(text).orElseThrow()));
    }

    @Override
    public String toString() {
        return text;
    }
}
