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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** sevctl: docs/reference/guest-owner-tools.md section 3. */
final class SevctlCases {
    private static final int MINIMUM_API_1_0 = 0x0001_0001;

    static final List<Case> ALL = List.of(
            of(
                    TO_TOOL,
                    "certificate chain with its CA",
                    ACCEPTED,
                    "every signature holds",
                    desk -> verify(desk, "certs/sev.chain")),
            of(
                    TO_TOOL,
                    "chain with one bit of the PEK changed",
                    REFUSED,
                    "signatures over the PEK",
                    desk -> verify(desk, "forged.chain")),
            of(
                    TO_TOOL,
                    "chain without its CA",
                    REFUSED,
                    "the simulator's root is none of AMD's",
                    desk -> outcome(desk.tool(Tool.SEVCTL, "verify", "--sev", desk.file("certs/sev.chain")))),
            of(
                    FROM_TOOL,
                    "session files, policy 1",
                    ACCEPTED,
                    "LAUNCH_START checks wrap and policy MAC, the guest reads the secret",
                    desk -> launch(desk, "sevctl-1", 1, "0x1")),
            of(
                    FROM_TOOL,
                    "session files, policy 1, for a launch with policy 3",
                    REFUSED,
                    "LAUNCH_START checks the policy MAC",
                    desk -> start(desk, "sevctl-3", 1, "0x3")),
            of(
                    FROM_TOOL,
                    "session files, policy 1 with minimum API 1.0",
                    REFUSED,
                    "the policy MAC is over 0x1000001: sevctl moves the minimum API (docs/reference/guest-owner-tools.md section 3.1)",
                    desk -> start(desk, "sevctl-api", MINIMUM_API_1_0, "0x10001")),
            Case.ofMeasurement(Tool.SEVCTL, ACCEPTED, SevctlCases::measurement),
            of(
                    TO_TOOL,
                    "measurement of an SEV-ES launch, 2 vCPUs, legacy-vm-type=on",
                    ACCEPTED,
                    "equal to its own with the save areas that it builds",
                    SevctlCases::encryptedState),
            Case.ofMeasurement(Tool.SEVCTL, REFUSED, SevctlCases::measurement),
            of(
                    FROM_TOOL,
                    "secret packet",
                    ACCEPTED,
                    "LAUNCH_SECRET checks the MAC, the guest reads the secret",
                    desk -> secret(desk, false)),
            of(
                    FROM_TOOL,
                    "secret packet for another launch",
                    REFUSED,
                    "MAC over the measurement",
                    desk -> secret(desk, true)),
            of(FROM_TOOL, "save area of vCPU 0", ACCEPTED, "equal to that of owner vmsa", desk -> saveArea(desk, 0)),
            of(FROM_TOOL, "save area of vCPU 1", ACCEPTED, "equal to that of owner vmsa", desk -> saveArea(desk, 1)));

    private SevctlCases() {}

    private static Case of(Direction direction, String artefact, Outcome expected, String why, Check check) {
        return new Case(Tool.SEVCTL, direction, artefact, expected, why, check);
    }

    private static Outcome verify(Desk desk, String chain) throws IOException, InterruptedException {
        return outcome(desk.tool(Tool.SEVCTL, "verify", "--sev", desk.file(chain), "--ca", desk.file("ca.chain")));
    }

    private static void session(Desk desk, String name, int policy) throws IOException, InterruptedException {
        done(desk.tool(Tool.SEVCTL, "session", "--name", name, desk.file("certs/sev.chain"), policy));
    }

    private static Outcome launch(Desk desk, String name, int policy, String launchPolicy) throws Exception {
        session(desk, name, policy);
        return desk.launch(name, launchPolicy);
    }

    private static Outcome start(Desk desk, String name, int policy, String launchPolicy) throws Exception {
        session(desk, name, policy);
        return desk.start(name, launchPolicy);
    }

    private static Outcome measurement(Desk desk, String firmware) throws Exception {
        session(desk, "sevctl-m", 1);
        try (OwnedLaunch launch = new OwnedLaunch(desk, "sevctl-m")) {
            return compare(desk, launch, "sevctl-m", 1, desk.guest(firmware, "--cmdline"));
        }
    }

    private static Outcome encryptedState(Desk desk) throws Exception {
        session(desk, "sevctl-es", 5);
        Object[] vcpus = {"--num-cpus", 2, "--vmsa-cpu0", theirSaveArea(desk, 0), "--vmsa-cpu1", theirSaveArea(desk, 1)
        };
        try (OwnedLaunch launch =
                new OwnedLaunch(desk, "sevctl-es", "--sev-es", "--vcpus", 2, "--legacy-vm-type", "on")) {
            return compare(desk, launch, "sevctl-es", 5, Desk.all(desk.guest("image/OVMF.fd", "--cmdline"), vcpus));
        }
    }

    private static Outcome compare(Desk desk, OwnedLaunch launch, String session, int policy, Object... inputs)
            throws Exception {
        String reported = launch.measurement();
        Object[] words = Desk.all(
                new Object[] {"measurement", "build"},
                "--api-major",
                1,
                "--api-minor",
                55,
                "--build-id",
                24,
                "--policy",
                policy,
                "--tik",
                desk.file(session + "_tik.bin"),
                "--launch-measure-blob",
                reported);
        ToolRun own = done(desk.tool(Tool.SEVCTL, Desk.all(words, inputs)));
        return Desk.same(own.output().strip(), reported);
    }

    private static Outcome secret(Desk desk, boolean elsewhere) throws Exception {
        session(desk, "sevctl-s", 1);
        String earlier;
        try (OwnedLaunch other = new OwnedLaunch(desk, "sevctl-s")) {
            earlier = other.measurement();
        }
        try (OwnedLaunch launch = new OwnedLaunch(desk, "sevctl-s")) {
            Path header = desk.file("sevctl-header.bin");
            Path payload = desk.file("sevctl-payload.bin");
            done(desk.tool(
                    Tool.SEVCTL,
                    "secret",
                    "build",
                    "--tik",
                    desk.file("sevctl-s_tik.bin"),
                    "--tek",
                    desk.file("sevctl-s_tek.bin"),
                    "--launch-measure-blob",
                    elsewhere ? earlier : launch.measurement(),
                    "--secret",
                    Desk.GUID + ":" + desk.file("secret.txt"),
                    header,
                    payload));
            return launch.unlock(header, payload);
        }
    }

    private static Path theirSaveArea(Desk desk, int vcpu) throws Exception {
        Path theirs = desk.file("sevctl-vmsa" + vcpu + ".bin");
        done(desk.tool(
                Tool.SEVCTL,
                "vmsa",
                "build",
                theirs,
                "--cpu",
                vcpu,
                "--userspace",
                "qemu",
                "--family",
                25,
                "--model",
                1,
                "--stepping",
                1,
                "--firmware",
                desk.file("image/OVMF.fd")));
        return theirs;
    }

    private static Outcome saveArea(Desk desk, int vcpu) throws Exception {
        Path theirs = theirSaveArea(desk, vcpu);
        done(Desk.sevsim(
                "owner",
                "vmsa",
                "--firmware",
                desk.file("image/OVMF.fd"),
                "--vcpus",
                2,
                "--cpu-family",
                25,
                "--cpu-model",
                1,
                "--cpu-stepping",
                1,
                "--vmm-type",
                "sevctl",
                "--out",
                desk.file("vmsa")));
        Path ours = desk.file("vmsa/vmsa" + vcpu + ".bin");
        return Files.mismatch(theirs, ours) < 0 ? ACCEPTED : REFUSED;
    }
}
