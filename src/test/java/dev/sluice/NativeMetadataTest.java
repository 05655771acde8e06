package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a native image is told about by name is there under that name: the image is built elsewhere,
 * and would say so late, or at run time.
 */
class NativeMetadataTest {
  private static final String METADATA =
      "/META-INF/native-image/dev.sluice/sluice/reachability-metadata.json";
  private static final String REGISTERED = "dev.sluice.cli.Main";

  private static Map<String, Object> metadata() throws IOException {
    try (var in = NativeMetadataTest.class.getResourceAsStream(METADATA)) {
      return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @SuppressWarnings("unchecked") // JSON of a known shape
  private static List<Map<String, Object>> items(Map<String, Object> parent, String name) {
    return (List<Map<String, Object>>) parent.getOrDefault(name, List.of());
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return switch (name) {
      case "int" -> int.class;
      default -> Class.forName(name, false, NativeMetadataTest.class.getClassLoader());
    };
  }

  @Test
  void everyClassFieldMethodAndConstructorIsThere() throws Exception {
    Map<String, Object> metadata = metadata();
    List<Map<String, Object>> entries = new ArrayList<>(items(metadata, "reflection"));
    entries.addAll(items(metadata, "jni"));
    assertThat(entries).hasSizeGreaterThan(10);
    for (Map<String, Object> entry : entries) {
      Class<?> type = type((String) entry.get("type"));
      for (Map<String, Object> field : items(entry, "fields")) {
        assertThat(type.getDeclaredField((String) field.get("name"))).isNotNull();
      }
      for (Map<String, Object> method : items(entry, "methods")) {
        List<Class<?>> parameters = new ArrayList<>();
        for (Object parameter : (List<?>) method.get("parameterTypes")) {
          parameters.add(type((String) parameter));
        }
        Class<?>[] signature = parameters.toArray(Class<?>[]::new);
        String name = (String) method.get("name");
        assertThat(
                name.equals("<init>")
                    ? type.getDeclaredConstructor(signature)
                    : type.getDeclaredMethod(name, signature))
            .isNotNull();
      }
    }
  }

  @Test
  void everyResourceIsThere() throws Exception {
    List<String> names = new ArrayList<>();
    for (String jar : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      if (jar.endsWith(".jar") && Files.isRegularFile(Path.of(jar))) {
        try (JarFile open = new JarFile(jar)) {
          open.stream().forEach(entry -> names.add(entry.getName()));
        }
      }
    }
    for (Map<String, Object> resource : items(metadata(), "resources")) {
      String bundle = (String) resource.get("bundle");
      if (bundle != null) {
        assertThat(exists(bundle)).as(bundle).isTrue(); // its root is a class
      } else {
        String glob = (String) resource.get("glob");
        PathMatcher matches = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        assertThat(names).as(glob).anyMatch(name -> matches.matches(Path.of(name)));
      }
    }
    assertThat(getClass().getResource("/dev/sluice/observe/status.html")).isNotNull();
  }

  @Test
  void whatTheBuildIsToldOfIsThere() throws Exception {
    Properties properties = new Properties();
    properties.load(getClass().getResourceAsStream("/application.properties"));
    assertThat(properties.getProperty("quarkus.native.resources.includes"))
        .isEqualTo("dev/sluice/observe/status.html");
    List<String> arguments =
        Arrays.stream(properties.getProperty("quarkus.native.additional-build-args").split(","))
            .map(String::strip)
            .toList();
    List<String> names =
        arguments.stream()
            .filter(each ->
                each.startsWith("--initialize-at-run-time=")
                    || each.startsWith("-H:AdditionalSecurityProviders="))
            .map(each -> each.substring(each.indexOf('=') + 1))
            .toList();
    assertThat(names).hasSize(7);
    for (String name : names) {
      boolean isPackage =
          Stream.of(".Zstd", ".Snappy", ".terminal.Terminal", ".ServerConfig")
              .anyMatch(type -> exists(name + type));
      assertThat(isPackage || exists(name)).as(name).isTrue();
    }
    assertThat(arguments).anyMatch(each -> each.startsWith("-R:MaximumHeapSizePercent="));
  }

  @Test
  void whatMainRegistersIsThere() throws Exception {
    var registered =
        Class.forName(REGISTERED)
            .getAnnotation(io.quarkus.runtime.annotations.RegisterForReflection.class);
    for (String name : registered.classNames()) {
      assertThat(exists(name)).as(name).isTrue();
    }
  }

  private static boolean exists(String name) {
    try {
      return type(name) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
