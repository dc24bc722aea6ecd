package dev.sevsim.it.interop;

import static dev.sevsim.it.interop.Case.Direction.FROM_TOOL;
import static dev.sevsim.it.interop.Case.Direction.TO_TOOL;
import static dev.sevsim.it.interop.Case.Outcome.ACCEPTED;
import static dev.sevsim.it.interop.Case.Outcome.REFUSED;
import static dev.sevsim.it.interop.Desk.done;
import static dev.sevsim.it.interop.Desk.outcome;

import dev.sevsim.it.ToolRun;
import dev.sevsim.it.interop.Case.Check;
import dev.sevsim.it.interop.Case.Outcome;
import java.util.List;

/** sevctl on a simulated host: its ioctls on {@code /dev/sev}, docs/linux-bridge.md. */
final class HostCases {
    static final List<Case> ALL = List.of(
            of("ioctls of show flags", ACCEPTED, "PLATFORM_STATUS", desk -> outcome(onHost(desk, "show", "flags"))),
            of("ioctls of rotate", ACCEPTED, "PDH_GEN", desk -> outcome(onHost(desk, "rotate"))),
            of(
                    "ioctls of provision",
                    ACCEPTED,
                    "PEK_CERT_IMPORT checks the PEK's certificate and that of its owner",
                    HostCases::provision),
            of(
                    "ioctls of provision, on a platform that has an owner",
                    REFUSED,
                    "PEK_CERT_IMPORT finds the platform owned",
                    HostCases::provision),
            of("ioctls of reset", ACCEPTED, "PLATFORM_RESET", desk -> outcome(onHost(desk, "reset"))),
            ok("on", ACCEPTED, "CPUID, SYSCFG, /proc and /sys, and both devices"),
            ok("off", REFUSED, "sev_es of kvm_amd is N"));

    private HostCases() {}

    private static Case of(String artefact, Outcome expected, String why, Check check) {
        return new Case(Tool.SEVCTL, FROM_TOOL, artefact, expected, why, check);
    }

    /** {@code sevctl ok es} on a host whose driver has SEV-ES on or off. */
    private static Case ok(String sevEs, Outcome expected, String why) {
        return new Case(
                Tool.SEVCTL,
                TO_TOOL,
                "a host for sevctl ok, SEV-ES " + sevEs,
                expected,
                why,
                desk -> outcome(Desk.sevsim(
                        "run",
                        "--host-sev-es",
                        sevEs,
                        "--",
                        Tool.SEVCTL.command().get(0),
                        "ok",
                        "es")));
    }

    private static Outcome provision(Desk desk) throws Exception {
        Object[] owner = {desk.file("oca.cert"), desk.file("oca.key")};
        done(onHost(desk, Desk.all(new Object[] {"generate"}, owner)));
        return outcome(onHost(desk, Desk.all(new Object[] {"provision"}, owner)));
    }

    /** On a platform of these cases' own. */
    private static ToolRun onHost(Desk desk, Object... words) {
        Object[] run = {
            "run",
            "--state",
            desk.file("administered"),
            "--",
            Tool.SEVCTL.command().get(0)
        };
        return Desk.sevsim(Desk.all(run, words));
    }
}
