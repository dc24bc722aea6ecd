package dev.sevsim.view;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.FluentWait;

/** Headless Chromium with the network off. Tests that need it are skipped where it is not installed. */
final class Browser implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final ChromeDriver driver;

    /** Starts a browser without a network. */
    Browser() {
        this("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
    }

    private Browser(String network) {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(DRIVER),
                "chromium and chromium-driver are not installed: the page is not tested in a browser");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(List.of(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en", network));
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .withSilent(true)
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        resize(1280, 900);
    }

    void open(String address) {
        driver.get("about:blank"); // a change of the fragment alone loads nothing
        driver.get(address);
    }

    /** Sets the size of the page. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    }

    /** Asks for the theme {@code light} or {@code dark}, as a reader's setting does. */
    void theme(String name) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    String text(String selector) {
        return one(selector).getText();
    }

    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void hover(WebElement element) {
        new Actions(driver).moveToElement(element).perform();
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The number that a script returns. */
    double number(String script, Object... arguments) {
        return ((Number) Objects.requireNonNull(run(script, arguments))).doubleValue();
    }

    /** Waits until something holds. */
    void await(BooleanSupplier condition) {
        new FluentWait<>(condition)
                .withTimeout(Duration.ofSeconds(30))
                .pollingEvery(Duration.ofMillis(100))
                .until(BooleanSupplier::getAsBoolean);
    }

    /** What the browser complained of since the last call; empty for nothing. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Rules of WCAG 2.2 AA that the page breaks, with the elements. */
    @Nullable
    Object brokenRules() throws IOException {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
                    .then((found) => done(found.violations.map((rule) =>
                        rule.id + ": " + rule.nodes.slice(0, 4).map((node) => node.html).join(" | "))))
                    .catch((problem) => done([String(problem)]));
                """);
    }

    /** Writes a picture of the page to {@code target/screenshots}. */
    void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Whether the page is wider or higher than the window: its parts scroll, not the page. */
    boolean overflows() {
        return Boolean.TRUE.equals(run("const page = document.documentElement;"
                + " return page.scrollWidth > page.clientWidth || page.scrollHeight > page.clientHeight"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
