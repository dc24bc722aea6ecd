package dev.sevsim.it.interop;

import static dev.sevsim.it.interop.Case.Direction.FROM_TOOL;
import static dev.sevsim.it.interop.Case.Direction.TO_TOOL;
import static dev.sevsim.it.interop.Case.Outcome.ACCEPTED;
import static dev.sevsim.it.interop.Case.Outcome.REFUSED;
import static dev.sevsim.it.interop.Desk.done;
import static dev.sevsim.it.interop.Desk.outcome;

import dev.sevsim.it.ToolRun;
import dev.sevsim.it.interop.Case.Check;
import dev.sevsim.it.interop.Case.Direction;
import dev.sevsim.it.interop.Case.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** virt-qemu-sev-validate: docs/reference/guest-owner-tools.md section 6. */
final class LibvirtCases {
    static final List<Case> ALL = List.of(
            Case.ofMeasurement(Tool.LIBVIRT, ACCEPTED, LibvirtCases::measurement),
            Case.ofMeasurement(Tool.LIBVIRT, REFUSED, LibvirtCases::measurement),
            of(
                    TO_TOOL,
                    "measurement of an SEV-ES launch, 2 vCPUs, legacy-vm-type=on",
                    ACCEPTED,
                    "equal to its own with the save areas that it builds",
                    desk -> encryptedState(desk, "on")),
            of(
                    TO_TOOL,
                    "measurement of an SEV-ES launch, 2 vCPUs, legacy-vm-type=off",
                    REFUSED,
                    "MXCSR and FCW of its save areas differ (docs/reference/guest-owner-tools.md section 10)",
                    desk -> encryptedState(desk, "off")),
            of(
                    FROM_TOOL,
                    "secret packet",
                    ACCEPTED,
                    "LAUNCH_SECRET checks the MAC, the guest reads the secret",
                    LibvirtCases::secret),
            of(
                    FROM_TOOL,
                    "injection over libvirt's protocol",
                    ACCEPTED,
                    "it attests, injects and resumes; the guest reads the secret",
                    LibvirtCases::online));

    private LibvirtCases() {}

    private static Case of(Direction direction, String artefact, Outcome expected, String why, Check check) {
        return new Case(Tool.LIBVIRT, direction, artefact, expected, why, check);
    }

    private static void session(Desk desk, String name) {
        session(desk, name, "0x1");
    }

    private static void session(Desk desk, String name, String policy) {
        desk.makeSession(name, policy);
    }

    private static Object[] keys(Desk desk, String name) {
        return new Object[] {"--tik", desk.file(name + "_tik.bin"), "--tek", desk.file(name + "_tek.bin")};
    }

    private static Object[] reported(String measurement, int policy) {
        return new Object[] {
            "--measurement", measurement, "--api-major", 1, "--api-minor", 55, "--build-id", 24, "--policy", policy
        };
    }

    private static Outcome measurement(Desk desk, String firmware) throws Exception {
        session(desk, "libvirt-m");
        try (OwnedLaunch launch = new OwnedLaunch(desk, "libvirt-m")) {
            return outcome(desk.tool(
                    Tool.LIBVIRT,
                    Desk.all(
                            Desk.all(keys(desk, "libvirt-m"), reported(launch.measurement(), 1)),
                            desk.guest(firmware, "--cmdline"))));
        }
    }

    private static Outcome encryptedState(Desk desk, String legacy) throws Exception {
        session(desk, "libvirt-es", "0x5");
        try (OwnedLaunch launch = new OwnedLaunch(
                desk, "libvirt-es", "--sev-es", "--vcpus", 2, "--legacy-vm-type", legacy, "--host-kernel", "newest")) {
            Object[] theirs = Desk.all(keys(desk, "libvirt-es"), reported(launch.measurement(), 5));
            Object[] vcpus = {"--num-cpus", 2, "--cpu-family", 25, "--cpu-model", 1, "--cpu-stepping", 1};
            return outcome(desk.tool(
                    Tool.LIBVIRT, Desk.all(Desk.all(theirs, vcpus), desk.guest("image/OVMF.fd", "--cmdline"))));
        }
    }

    private static Outcome secret(Desk desk) throws Exception {
        session(desk, "libvirt-s");
        Path header = desk.file("libvirt-header.b64");
        Path payload = desk.file("libvirt-payload.b64");
        try (OwnedLaunch launch = new OwnedLaunch(desk, "libvirt-s")) {
            Object[] sealed = Desk.all(
                    Desk.all(keys(desk, "libvirt-s"), reported(launch.measurement(), 1)),
                    "--inject-secret",
                    Desk.GUID + ":" + desk.file("secret.txt"),
                    "--secret-header",
                    header,
                    "--secret-payload",
                    payload);
            done(desk.tool(Tool.LIBVIRT, Desk.all(sealed, desk.guest("image/OVMF.fd", "--cmdline"))));
            return launch.unlock(raw(header), raw(payload));
        }
    }

    private static Path raw(Path base64) throws java.io.IOException {
        return Files.write(
                Path.of(base64 + ".bin"),
                Base64.getDecoder().decode(Files.readString(base64).strip()));
    }

    private static Outcome online(Desk desk) throws Exception {
        session(desk, "libvirt-o");
        Path socket = desk.file("libvirt.sock");
        try (OwnedLaunch launch = new OwnedLaunch(desk, "libvirt-o", "--libvirt", "unix:" + socket)) {
            Object[] connection = {"--connect", "qemu+unix:///system?socket=" + socket, "--domain", "sevsim"};
            ToolRun run = desk.tool(
                    Tool.LIBVIRT,
                    Desk.all(
                            Desk.all(connection, keys(desk, "libvirt-o")),
                            Desk.all(
                                    desk.guest("image/OVMF.fd", "--cmdline"),
                                    "--inject-secret",
                                    Desk.GUID + ":" + desk.file("secret.txt"))));
            return run.status() == 0 && launch.secretShows() ? ACCEPTED : REFUSED;
        }
    }
}
