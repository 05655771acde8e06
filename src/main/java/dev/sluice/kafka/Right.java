package dev.sluice.kafka;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A right that a user must have (an ACL of Kafka's authoriser).
 *
 * @param resource what it is on
 * @param name the resource's name
 * @param pattern whether the name is all of it, or what it begins with
 * @param operation what it allows; READ and WRITE include DESCRIBE
 * @param why what needs it
 */
public record Right(
    ResourceType resource, String name, PatternType pattern, AclOperation operation, String why) {

  private static final int SHOWN = 5;

  /** On a topic. */
  public static Right onTopic(String topic, AclOperation operation, String why) {
    return new Right(ResourceType.TOPIC, topic, PatternType.LITERAL, operation, why);
  }

  /** On a group. */
  public static Right onGroup(String group, AclOperation operation, String why) {
    return new Right(ResourceType.GROUP, group, PatternType.LITERAL, operation, why);
  }

  /** On a transactional id. */
  public static Right onTransactionalId(String id, AclOperation operation, String why) {
    return new Right(ResourceType.TRANSACTIONAL_ID, id, PatternType.LITERAL, operation, why);
  }

  /** On all transactional ids that begin so. */
  public static Right onTransactionalIds(String prefix, AclOperation operation, String why) {
    return new Right(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, operation, why);
  }

  /**
   * What to tell people of rights that are missing.
   *
   * @param missing not empty
   */
  public static Trouble refusal(KafkaConnection connection, List<Right> missing) {
    return new Trouble(
        ProblemCode.AUTHORISATION,
        "this user of "
            + connection
            + " may not "
            + missing.stream()
                .limit(SHOWN)
                .map(right -> right + " (" + right.why() + ")")
                .collect(Collectors.joining(", "))
            + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : ""),
        "Grant it: kafka-acls.sh --bootstrap-server "
            + connection.servers().getFirst()
            + " --add --allow-principal User:NAME "
            + missing.getFirst().options());
  }

  /** The options of {@code kafka-acls.sh --add} that grant it. */
  public String options() {
    String flag =
        switch (resource) {
          case GROUP -> "--group ";
          case TRANSACTIONAL_ID -> "--transactional-id ";
          case CLUSTER -> "--cluster ";
          default -> "--topic ";
        };
    return "--operation "
        + word()
        + " "
        + flag
        + name
        + (pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
  }

  /** The operation as the tools call it. */
  private String word() {
    StringBuilder word = new StringBuilder();
    for (String part : operation.name().toLowerCase(Locale.ROOT).split("_")) {
      word.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
    }
    return word.toString();
  }

  @Override
  public String toString() {
    return operation.name().replace('_', ' ')
        + " the "
        + resource.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + (pattern == PatternType.PREFIXED ? "s that begin with " : " ")
        + name;
  }
}
