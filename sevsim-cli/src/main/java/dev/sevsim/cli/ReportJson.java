package dev.sevsim.cli;

import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** A launch report as one JSON object. */
final class ReportJson {
    private ReportJson() {}

    /**
     * The object's text.
     *
     * @param notDone a text for each act and fault that was asked for and was not done
     */
    static String of(LaunchReport report, List<String> notDone) {
        return JsonText.object(g -> {
            report.seed().ifPresent(seed -> g.writeNumberProperty("seed", seed));
            g.writeStringProperty("verdict", report.verdict().text());
            report.refusal().ifPresent(refusal -> writeRefusal(g, report.verdict(), refusal));
            if (!notDone.isEmpty()) {
                JsonText.texts(g, "notDone", notDone);
            }
            report.measurement().ifPresent(m -> g.writeStringProperty("measurement", m.toBase64()));
            g.writeStringProperty("launchDigest", report.launchDigest().toHex());
            g.writeNumberProperty("apiMajor", report.version().major());
            g.writeNumberProperty("apiMinor", report.version().minor());
            g.writeNumberProperty("buildId", report.build());
            g.writeStringProperty("policy", report.policy().toString());
            g.writeNumberProperty("vcpus", report.vcpus());
            g.writeStringProperty("vmType", report.legacyVmType() == LegacyVmType.OFF ? "typed" : "legacy");
            JsonText.objects(g, "secrets", report.secrets(), secret -> {
                g.writeStringProperty("guid", secret.guid().toString());
                g.writeNumberProperty("length", secret.length());
            });
            g.writeStringProperty("console", report.console());
            if (!report.consoleIsText()) {
                g.writeStringProperty("consoleBase64", report.consoleBytes().toBase64());
            }
            report.hostView().ifPresent(view -> {
                g.writeObjectPropertyStart("hostView");
                g.writeStringProperty("guestAddress", "0x" + Long.toHexString(view.guestAddress()));
                g.writeStringProperty("systemAddress", "0x" + Long.toHexString(view.systemAddress()));
                g.writeStringProperty("bytes", view.content().toHex());
                g.writeEndObject();
            });
        });
    }

    /** Who refused is written only where a party refused before the guest ran. */
    private static void writeRefusal(JsonGenerator g, Verdict verdict, Refusal refusal) {
        g.writeStringProperty("reason", refusal.reason());
        if (verdict == Verdict.REFUSED) {
            g.writeStringProperty("refusedBy", refusal.by().name().toLowerCase(Locale.ROOT));
        }
        refusal.why().ifPresent(why -> {
            g.writeStringProperty("why", why.rule());
            g.writeStringProperty("found", why.found());
            g.writeStringProperty("source", why.source());
        });
    }
}
