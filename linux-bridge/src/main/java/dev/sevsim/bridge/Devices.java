package dev.sevsim.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a program sees of the simulated device files.
 *
 * @param sev {@code /dev/sev}
 * @param kvm {@code /dev/kvm}
 */
public record Devices(Node sev, Node kvm) {
    /**
     * A device file.
     *
     * @param present whether it exists
     * @param mode its permission bits, with root as its owner; empty for a file of the caller's own
     */
    public record Node(boolean present, Optional<Integer> mode) {
        /** A file that the caller may use. */
        public static final Node USABLE = new Node(true, Optional.empty());
    }

    /** Both devices, for the caller to use. */
    public static final Devices USABLE = new Devices(Node.USABLE, Node.USABLE);

    /** Options of the supervisor. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        add(options, "sev", sev);
        add(options, "kvm", kvm);
        return options;
    }

    /** The options of one device. */
    private static void add(List<String> options, String name, Node node) {
        if (!node.present()) {
            options.add("--no-dev-" + name);
        }
        node.mode().ifPresent(mode -> options.addAll(List.of("--dev-" + name + "-mode", Integer.toOctalString(mode))));
    }
}
