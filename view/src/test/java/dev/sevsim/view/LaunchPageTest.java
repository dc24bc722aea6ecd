package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchPageTest {
    private static final int MOST_BYTES = 3 << 20;
    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"(?!data:,|#)|url\\(|@import|https?://");

    static List<String> hostileTexts() {
        return List.of(
                "</script><script>alert(1)</script>",
                "<!--<script>",
                "<img src=x onerror=alert(1)>",
                "\"><svg onload=alert(1)>",
                "{{script}}{{document}}{{policy}}",
                "javascript:alert(1)",
                "\u2028alert(1)\u2029",
                "\u202Egnp.exe",
                "\u0000\u001b[31m",
                "&lt;script&gt;",
                "__proto__",
                "%\n#;<>&\"'`${alert(1)}");
    }

    /** A trace in which every text is hostile. */
    static Run hostile(String text) {
        List<TraceRecord> records = new ArrayList<>();
        long step = 1;
        for (String kind : List.of(
                "device.call",
                "vcpu.exit",
                "mailbox.command",
                "firmware.command",
                "kvm.ioctl",
                "owner.refusal",
                text)) {
            records.add(new TraceRecord(
                    step++,
                    0,
                    new TraceEvent(
                            text,
                            kind.equals("vcpu.exit") ? "guest" : text,
                            kind,
                            Map.of("command", text, "reason", text, "request", text, text, text),
                            Optional.of(Bytes.ofUtf8(text)),
                            Optional.of(text),
                            Optional.of(new Explanation(text, text, text)))));
        }
        return Run.of(new RecordedRun(OptionalLong.of(1), Map.of(text, text), records))
                .remarking(text);
    }

    @Test
    void isOneFileThatLoadsNothing() {
        String page = LaunchPage.of(Runs.plain());

        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(MOST_BYTES);
        String withoutData = page.replaceAll("(?s)<script type=\"application/json\".*?</script>", "");
        assertThat(ADDRESS.matcher(withoutData).results().map(found -> found.group()))
                .isEmpty();
        assertThat(withoutData).contains("default-src 'none'").contains("connect-src 'none'");
        assertThat(withoutData).doesNotContainPattern("(?m)^(import|export) ").doesNotContainPattern("\\{\\{[a-z]+}}");
    }

    @Test
    void letsNoScriptRunButItsOwn() {
        String page = LaunchPage.of(Runs.plain());
        String policy =
                page.substring(page.indexOf("content=\"default-src"), page.indexOf("\">", page.indexOf("default-src")));

        assertThat(policy).contains("script-src 'sha256-").doesNotContain("unsafe");
        assertThat(page).doesNotContainPattern("<[a-z][^>]* (on[a-z]+|style)=");
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void keepsATextOfATraceOutOfItsMarkup(String text) {
        String page = LaunchPage.of(hostile(text));

        int elements = LaunchPage.of(hostile("harmless")).split("<[a-zA-Z/!]", -1).length;
        assertThat(page.split("<[a-zA-Z/!]", -1)).hasSize(elements);
    }

    @Test
    void hasNoSecretUnlessItIsRevealed() {
        String page = LaunchPage.of(Runs.plain());

        assertThat(page).doesNotContain("these-are-the-kata-secrets").doesNotContain("\"revealed\":true");
    }
}
