package dev.sluice.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** The release, as the build has written it into the application. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"sluice " + text()};
  }

  static String text() {
    return ConfigProvider.getConfig()
        .getOptionalValue("quarkus.application.version", String.class)
        .orElse("(unreleased)");
  }
}
