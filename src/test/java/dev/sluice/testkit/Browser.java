package dev.sluice.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real browser without a window. */
public final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** The one of this machine; empty where it has none, or no driver for it. */
  public static Optional<Browser> open() {
    Optional<Path> driver = onPath("chromedriver");
    Optional<Path> browser = onPath("chromium", "google-chrome", "chrome");
    if (driver.isEmpty() || browser.isEmpty()) {
      return Optional.empty();
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which root may not have
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.get().toFile())
            .usingAnyFreePort()
            .build();
    return Optional.of(new Browser(new ChromeDriver(service, options)));
  }

  private static Optional<Path> onPath(String... names) {
    return Stream.of(names)
        .flatMap(name ->
            Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public void show(String url, int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
    driver.get(url);
  }

  /** What all that fit a selector say, in their order on the page. */
  public List<String> texts(String selector) {
    return strings("each => each.textContent", selector);
  }

  /** An attribute of all that fit a selector, in their order on the page. */
  public List<String> attributes(String selector, String attribute) {
    return strings("each => each.getAttribute('" + attribute + "')", selector);
  }

  @SuppressWarnings("unchecked") // a list of strings is what the script makes
  private List<String> strings(String of, String selector) {
    return (List<String>)
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(" + of + ")", selector);
  }

  /** What a script returns: text, a number, a boolean. */
  public Object script(String script) {
    return driver.executeScript(script);
  }

  /** Light or dark, as a user may prefer. */
  public void prefer(String colours) {
    var _ =
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            java.util.Map.of(
                "features",
                List.of(java.util.Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  public String colourOf(String selector) {
    return driver.findElement(By.cssSelector(selector)).getCssValue("background-color");
  }

  /** A picture of what is shown. */
  public byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
