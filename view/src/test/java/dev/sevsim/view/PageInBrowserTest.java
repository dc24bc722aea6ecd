package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.view.Run.Disclosure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

@Timeout(180)
class PageInBrowserTest {
    @TempDir
    private static Path directory;

    private static Browser browser;
    private static String plain;

    @BeforeAll
    static void start() throws IOException {
        browser = new Browser();
        plain = file("plain", Runs.plain());
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void browserComplainsOfNothing() {
        assertThat(browser.complaints()).isEmpty();
        browser.resize(1280, 900);
        browser.theme("light");
    }

    private static String file(String name, Run run) throws IOException {
        Path page = directory.resolve(name + ".html");
        Files.writeString(page, LaunchPage.of(run));
        return page.toUri().toString();
    }

    @ParameterizedTest
    @CsvSource({"sequence, sequence", "bytes, bytes", "structures, structures", "keys, keys"})
    void showsEachView(String view, String section) {
        browser.open(plain + "#view=" + view);

        assertThat(browser.one("#" + section).isDisplayed()).isTrue();
        assertThat(browser.all(".row.stage")).hasSize(15);
    }

    @Test
    void stepsToTheEndByButtonAndByKey() {
        browser.open(plain);
        for (int i = 1; i < 15; i++) {
            browser.one("#next").click();
        }
        assertThat(browser.text("#point")).isEqualTo("15 of 15");
        browser.await(() -> browser.address().contains("point=stage-15"));

        browser.one(".row[aria-selected=true]").click();
        browser.press(Keys.HOME);
        browser.press("j");
        assertThat(browser.text("#point"))
                .isEqualTo("1 of " + browser.run("return document.querySelectorAll('.row:not(.phase)').length"));
    }

    @Test
    void stepsThroughEveryFrame() {
        browser.open(plain);
        browser.one("#open-all").click();
        int rows = browser.all(".row:not(.phase)").size();
        assertThat(rows).isGreaterThan(600);

        double median = browser.number("""
                const next = document.getElementById("next");
                document.querySelector(".row.stage .label").click();
                const times = [];
                for (let i = 0; i < arguments[0]; i++) {
                    const start = performance.now();
                    next.click();
                    times.push(performance.now() - start);
                }
                return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
                """, rows);

        assertThat(browser.text("#point"))
                .endsWith(" of " + browser.all(".row:not(.phase)").size());
        assertThat(median).isLessThan(250);
    }

    @Test
    void opensDownToTheMailbox() {
        browser.open(plain + "#point=stage-6");
        browser.one(".row[aria-selected=true]").click();
        for (int i = 0; i < 7; i++) {
            browser.press(Keys.ARROW_RIGHT);
        }
        assertThat(browser.text(".row[aria-selected=true]")).contains("LAUNCH_START");
        assertThat(browser.one(".row[aria-selected=true]").getAttribute("aria-level"))
                .isEqualTo("6");
        assertThat(browser.text("#detail")).contains("DH_CERT_PADDR", "firmware.command");
    }

    @Test
    void lightsFieldAndBytesTogether() {
        browser.open(plain + "#point=stage-4");
        WebElement row = browser.all("#detail tr[data-span='4']").get(0);
        browser.hover(row);
        assertThat(browser.all("#detail .dump [data-span='4'].lit")).isNotEmpty();

        WebElement bytes = browser.all("#detail .dump [data-span='0']").get(0);
        browser.hover(bytes);
        assertThat(browser.all("#detail tr.lit")).hasSize(1);
        assertThat(browser.text("#detail tr.lit")).startsWith("policy");
    }

    @Test
    void tellsAllOfAFieldThatIsChosen() {
        browser.open(plain + "#point=stage-4");
        browser.all("#detail tbody button").get(0).click();

        assertThat(browser.text(".field")).contains("LaunchBundle.policy", "0x1 NODBG", "little-endian", "01 00 00 00");
        browser.await(() -> browser.address().contains("field=0.0"));
    }

    @Test
    void restoresTheStateOfALink() {
        browser.open(plain + "#view=bytes&point=frame-48&field=0.1&lang=zh-CN");

        assertThat(browser.one("html").getAttribute("lang")).isEqualTo("zh-CN");
        assertThat(browser.one("body").getAttribute("data-view")).isEqualTo("bytes");
        assertThat(browser.text("#detail h3")).contains("LAUNCH_START");
        assertThat(browser.text(".field")).contains("POLICY", "字节序");
        assertThat(browser.text("#bytes-title")).isEqualTo("字节");
    }

    @Test
    void goesFromAKeyToThoseThatItIsMadeOf() throws IOException {
        browser.open(file("keys", Runs.of(Disclosure.REVEALED, draft -> {})) + "#view=keys&key=master-secret");
        assertThat(browser.text(".card.chosen")).contains("KDF(Z, \"sev-master-secret\", NONCE)", "python3 -c");
        assertThat(browser.text(".card.used")).contains("shared secret");
        browser.picture("keys-revealed-1280-light");

        browser.one(".card.chosen .input button").click();
        browser.await(() -> browser.address().contains("key=z"));
        browser.press("j");
        browser.press(Keys.ARROW_DOWN);
        browser.await(() -> browser.address().contains("key=kek"));
        assertThat(browser.brokenRules()).isEqualTo(List.of());
    }

    @Test
    void statesWhichKeysAreLeftOut() {
        browser.open(plain + "#view=keys&key=kek");

        assertThat(browser.text("#keys-missing")).contains("--reveal-secrets");
        assertThat(browser.text(".card.chosen")).contains("left out: secret").doesNotContain("python3");
        assertThat(browser.text("#key-pek-certificate")).contains("python3 -c");
    }

    @Test
    void changesTheLanguage() {
        browser.open(plain);
        browser.one("#language option[value=zh-CN]").click();
        assertThat(browser.text("#sequence-title")).isEqualTo("时序");
        browser.await(() -> browser.address().contains("lang=zh-CN"));
        browser.one("#language option[value=en]").click();
        assertThat(browser.text("#sequence-title")).isEqualTo("Sequence");
    }

    @Test
    void opensAtTheRefusalOfAFailedLaunch() throws IOException {
        Run refused = Runs.of(Disclosure.HIDDEN, draft -> draft.set("fault", "LAUNCH_SECRET:1:corrupt"));
        browser.open(file("refused", refused));

        assertThat(browser.text("#run")).contains("refused");
        assertThat(browser.text(".refusal")).contains("Rule");
        assertThat(browser.all(".row.stage .line.refused")).isNotEmpty();
        browser.picture("refused-1280-light");
    }

    @Test
    void warnsAtTheTopThatSecretsAreShown() throws IOException {
        browser.open(file("revealed", Runs.of(Disclosure.REVEALED, draft -> {})));
        assertThat(browser.one("#revealed").isDisplayed()).isTrue();

        browser.open(plain);
        assertThat(browser.one("#revealed").isDisplayed()).isFalse();
    }

    static List<String> hostileTexts() {
        return LaunchPageTest.hostileTexts();
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void runsNothingOfAHostileTrace(String text) throws IOException {
        browser.open(file("hostile", LaunchPageTest.hostile(text)));
        browser.one("#open-all").click();

        assertThat(browser.all(".row.frame").size()).isGreaterThanOrEqualTo(7);
        assertThat(browser.all("body script")).hasSize(4);
        assertThat(browser.all("main img, main svg, main script")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1280, 900, light, en", "1280, 900, dark, zh-CN",
        "768, 1024, light, zh-CN", "768, 1024, dark, en",
        "390, 844, light, en", "390, 844, dark, zh-CN"
    })
    void fitsEveryWindowAndBreaksNoRuleOfAccessibility(int width, int height, String theme, String language)
            throws IOException {
        browser.resize(width, height);
        browser.theme(theme);
        for (String view : List.of("sequence", "bytes", "structures", "keys")) {
            browser.open(plain + "#view=" + view + "&point=stage-4&field=0.13&lang=" + language);
            browser.picture(view + "-" + width + "-" + theme + "-" + language);

            assertThat(browser.overflows()).as(view).isFalse();
            assertThat(browser.brokenRules()).as(view).isEqualTo(List.of());
        }
    }

    @Test
    void runsAnotherLaunchOfItsServer() throws IOException {
        try (ViewServer server = new ViewServer(0)) {
            browser.open(server.url() + "#point=stage-7");
            assertThat(browser.text("#run")).contains("seed 1");
            WebElement seed = browser.one("#option-seed");
            seed.clear();
            seed.sendKeys("12", Keys.ENTER);
            browser.await(() -> browser.text("#run").contains("seed 12"));
            browser.await(() -> browser.address().contains("seed%3D12"));

            browser.open(browser.address());
            browser.await(() -> browser.text("#run").contains("seed 12"));
            assertThat(browser.text(".row[aria-selected=true]")).contains("OVMF");
            browser.picture("served-1280-light");
        }
    }
}
