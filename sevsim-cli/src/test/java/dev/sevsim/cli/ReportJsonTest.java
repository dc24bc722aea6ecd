package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.LaunchReport.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportJsonTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void writesEverythingOfAnAcceptedLaunch() {
        LaunchReport report = new LaunchReport(
                OptionalLong.of(7),
                LaunchReport.Verdict.ACCEPTED,
                Optional.empty(),
                Optional.of(Bytes.of(1, 2, 3)),
                Bytes.of(0xAB, 0xCD),
                new ApiVersion(1, 55),
                24,
                new GuestPolicy(0x80000001),
                4,
                LegacyVmType.OFF,
                List.of(new LaunchReport.InjectedSecret(Guid.of("e6f5a162-d67f-4750-a67c-5d065f2a9910"), 34)),
                Bytes.ofAscii("a \"line\"\r\n"),
                Optional.of(new LaunchReport.HostView(0x810000, 0x910000, Bytes.of(0x0F, 0xF0))));

        String text = ReportJson.of(report, List.of());

        assertThat(text).doesNotContain("\n");
        assertThat(JSON.readTree(text)).isEqualTo(JSON.readTree("""
                {"seed":7,"verdict":"accepted","measurement":"AQID","launchDigest":"abcd",
                 "apiMajor":1,"apiMinor":55,"buildId":24,"policy":"0x80000001","vcpus":4,"vmType":"typed",
                 "secrets":[{"guid":"e6f5a162-d67f-4750-a67c-5d065f2a9910","length":34}],
                 "console":"a \\"line\\"\\n",
                 "hostView":{"guestAddress":"0x810000","systemAddress":"0x910000","bytes":"0ff0"}}
                """));
    }

    @Test
    void leavesOutWhatARefusedLaunchDidNotReach() {
        LaunchReport report = new LaunchReport(
                OptionalLong.of(-1),
                LaunchReport.Verdict.REFUSED,
                Optional.of(new Refusal(
                        Refusal.By.FIRMWARE, "no", Optional.of(new Explanation("the rule", "0x41", "the section")))),
                Optional.empty(),
                Bytes.of(0),
                new ApiVersion(0, 24),
                15,
                new GuestPolicy(1),
                1,
                LegacyVmType.ON,
                List.of(),
                Bytes.EMPTY,
                Optional.empty());

        JsonNode json = JSON.readTree(ReportJson.of(report, List.of()));

        assertThat(json.propertyNames())
                .containsExactly(
                        ("seed verdict reason refusedBy why found source launchDigest apiMajor apiMinor buildId"
                                        + " policy vcpus vmType secrets console")
                                .split(" ", -1));
        assertThat(json.get("verdict").asString()).isEqualTo("refused");
        assertThat(json.get("reason").asString()).isEqualTo("no");
        assertThat(json.get("seed").asLong()).isEqualTo(-1);
    }
}
