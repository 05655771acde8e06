package dev.sluice.stages.filter;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.LiteralSecrets;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Types;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.value.FieldPath;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code mask}: puts something in the place of personal data from which it cannot be told. */
public final class MaskType implements FilterType {
  private static final String KEY_ITSELF = "key";
  private static final int SECRET_BYTES = 32;

  /** Without a path: the record's key. */
  private static final Key<List<Located<Optional<FieldPath>>>> FIELDS =
      Key.required(
          "fields",
          Structures.list(
              Types.located(
                  Types.scalar(
                      FieldPath.EXPECTED + ", or key",
                      text ->
                          text.equals(KEY_ITSELF)
                              ? Optional.<FieldPath>empty()
                              : Optional.of(FieldPath.parse(text))))),
          "The fields to mask, and `key` for the record's key. Of an object or a list every value"
              + " inside is masked; null stays null.");

  private static final Key<Masking> WITH =
      Key.required(
          "with",
          Types.choice(Masking.class),
          "`redact`: always `***`. `sha256`, `hmac_sha256`: the digest in hex behind `sha256:` or"
              + " `hmac_sha256:`, of a text's UTF-8 bytes or of a number as it is written, so that"
              + " equal values stay equal and joins still work.");
  private static final Key<String> SECRET =
      Key.optional("secret", Types.secret(), "For `hmac_sha256`: a variable.");
  private static final Key<Settings> MASK =
      Key.required(
          "mask",
          new Section("mask", List.of(FIELDS, WITH, SECRET)),
          "Puts something in the place of personal data that cannot be turned back.");

  @Override
  public Key<?> key() {
    return MASK;
  }

  @Override
  public Section section() {
    return new Section("mask", List.of(MASK));
  }

  private static List<Located<FieldPath>> fields(@Nullable Settings mask) {
    List<Located<Optional<FieldPath>>> all = mask == null ? null : mask.find(FIELDS);
    return all == null
        ? List.of()
        : all.stream()
            .filter(path -> path.value().isPresent())
            .map(path ->
                new Located<>(
                    path.value().orElseThrow(),
                    path.at(),
                    path.path(),
                    path.written(),
                    path.meaning()))
            .toList();
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Settings mask = settings.find(MASK);
    if (mask == null) {
      return;
    }
    if (!fields(mask).isEmpty()) {
      Paths.checkDecoded(mask, FIELDS, valueIsJson, problems);
    }
    LiteralSecrets.warn(mask, SECRET, problems);
    Masking with = mask.find(WITH);
    if (with == Masking.HMAC_SHA256 && !mask.has(SECRET)) {
      problems.error(
          ProblemCode.MISSING_KEY,
          mask.at(WITH),
          mask.path(),
          "\"secret\" is missing, and hmac_sha256 needs it",
          "Add secret: \"${NAME}\"");
    } else if (with != null && with != Masking.HMAC_SHA256 && mask.has(SECRET)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          mask.at(SECRET),
          mask.path(SECRET),
          "\"secret\" goes with hmac_sha256 alone",
          "Use with: hmac_sha256");
    } else if (with == Masking.SHA256) {
      problems.warning(
          ProblemCode.GUESSABLE_HASH,
          mask.at(WITH),
          mask.path(WITH),
          "who can guess a value can find its plain sha256 (of a list of addresses, say)",
          "Use with: hmac_sha256, and a secret");
    }
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    return Paths.uses(fields(settings.find(MASK)));
  }

  @Override
  public List<FieldPath> masks(Settings settings) {
    return fields(settings.find(MASK)).stream().map(Located::value).toList();
  }

  @Override
  public boolean masksKey(Settings settings) {
    return hidesKey(settings.find(MASK));
  }

  private static boolean hidesKey(@Nullable Settings mask) {
    List<Located<Optional<FieldPath>>> all = mask == null ? null : mask.find(FIELDS);
    return all != null && all.stream().anyMatch(path -> path.value().isEmpty());
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Settings mask = settings.get(MASK);
    List<FieldPath> fields = fields(mask).stream().map(Located::value).toList();
    return new Mask(stage, fields, hidesKey(mask), mask.get(WITH).with(secret(mask.find(SECRET))));
  }

  /**
   * Where a review has no secret, one that nobody knows: digests are then equal within the run
   * alone.
   */
  private static byte[] secret(@Nullable String secret) {
    if (secret != null) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    byte[] unknown = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(unknown);
    return unknown;
  }
}
