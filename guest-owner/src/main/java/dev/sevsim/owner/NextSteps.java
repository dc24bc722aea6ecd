package dev.sevsim.owner;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.owner.ExpectedLaunch.KernelInputs;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search covers, and what it needs to cover more.
 *
 * @param expected launch that the owner expects
 * @param policy guest policy
 * @param others files and command lines that are tried besides
 * @param maximumVcpus highest number of vCPUs that is tried
 */
record NextSteps(ExpectedLaunch expected, GuestPolicy policy, OtherInputs others, int maximumVcpus) {
    /** The inputs that are varied. */
    String triedInputs() {
        List<String> inputs = new ArrayList<>();
        inputs.add("no kernel hashes");
        if (expected.kernel().isPresent()) {
            inputs.add(CommandLineEdits.ENDS_IN_WORDS);
            if (changesWords()) {
                inputs.add(CommandLineEdits.WORDS_IN_WORDS);
            }
            inputs.add("no initrd");
            inputs.add("line feed or zeros at the end of kernel and initrd");
            inputs.add("setup header");
        }
        add(inputs, others.firmware().size(), "other image");
        add(inputs, others.kernels().size(), "other kernel");
        add(inputs, others.initrds().size(), "other initrd");
        add(inputs, others.commandLines().size(), "other command line");
        if (policy.encryptedState()) {
            inputs.add("1 to " + maximumVcpus + " vCPUs");
            inputs.add("CPU model, VMM and SEV_FEATURES");
        }
        return String.join(", ", inputs);
    }

    private boolean changesWords() {
        return expected.kernel()
                .filter(inputs -> CommandLineEdits.changesWords(inputs.commandLine()))
                .isPresent();
    }

    private static void add(List<String> inputs, int count, String what) {
        if (count > 0) {
            inputs.add(count + " " + what + (count == 1 ? "" : "s"));
        }
    }

    /** What is left when no launch has the digest. */
    List<String> forDigest() {
        List<String> next = new ArrayList<>();
        next.add("excluded: any one of the differences above, and any two of them"
                + (changesWords() ? " but two changes of blanks or words inside the command line" : "")
                + ", if everything else is as you gave it");
        if (others.firmware().isEmpty()) {
            next.add(
                    "give the host's OVMF image as --other-firmware: another build of it is the most frequent difference");
        }
        kernel(next);
        if (policy.encryptedState()) {
            next.add("give the save areas of the host as --vmsa-cpu0 and --vmsa-cpu1, or a higher --max-vcpus than "
                    + maximumVcpus);
        }
        next.add("give the host's QEMU command line as --qemu-cmdline: the inputs are derived from it");
        return next;
    }

    private void kernel(List<String> next) {
        if (expected.kernel().isEmpty()) {
            next.add("give --kernel, --initrd and --append, if the host boots a kernel with kernel-hashes=on");
            return;
        }
        expected.kernel().ifPresent(inputs -> notGiven(next, inputs));
        if (others.kernels().isEmpty() || others.initrds().isEmpty()) {
            next.add(
                    "give the host's files as --other-kernel and --other-initrd: an initrd is often made anew by an update");
        }
        if (others.commandLines().isEmpty()) {
            next.add("give the host's command line as --other-append, as /proc/cmdline of a guest shows it");
        }
    }

    private static void notGiven(List<String> next, KernelInputs inputs) {
        if (inputs.commandLine().isEmpty()) {
            next.add("no --append was given, or an empty one: give the host's command line, if it has one");
        }
        if (inputs.initrd().isEmpty()) {
            next.add("no --initrd was given, or an empty one: give the host's initrd, if it has one");
        }
    }

    /** What is left when no launch has the measurement. */
    List<String> forMeasurement(OtherReports reports) {
        List<String> next = new ArrayList<>(forDigest());
        next.add(
                "check --api-major, --api-minor, --build-id and --policy against query-sev of the same launch, and TIK and"
                        + " nonce: with a wrong one of these everything fails, whatever was measured");
        if (reports.encryptionKey().isEmpty()) {
            next.add("give --tek too: the keys may be swapped");
        }
        if (reports.integrityKeys().isEmpty()) {
            next.add("give the TIKs of other launches as --other-tik: the measurement may be of another session");
        }
        return next;
    }
}
