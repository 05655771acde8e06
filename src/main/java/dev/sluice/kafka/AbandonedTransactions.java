package dev.sluice.kafka;

import dev.sluice.problem.StageException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * Ends the transactions that members of a group have left open who are not in it any more: else
 * readers of what is committed wait for them, and so does the next owner of offsets that are in
 * them (KIP-664, KIP-447). A member that was only thought dead is fenced by it, and begins anew.
 *
 * @param cluster as the user who writes, whose transactions they are
 */
public record AbandonedTransactions(KafkaCluster cluster, String group) {
  /** A member's mark, and the number of its one slot. */
  private static final Pattern OF_MEMBER = Pattern.compile("([0-9a-f-]{36})\\.0");

  /**
   * Ends them. Where the brokers are too old, do not let this user, or do not answer, they end by
   * their own time-out: nobody reads what is not decided before that.
   *
   * @param prefix of the transactional ids of the group's members; behind it stands the member's
   *     mark, which is part of its client id
   */
  public void end(String prefix) {
    try {
      List<String> open = open(prefix);
      if (!open.isEmpty()) {
        fence(prefix, open, new ClusterAccess(cluster).clientIds(group));
      }
    } catch (StageException e) {
      // it is waited for instead
    }
  }

  private void fence(String prefix, List<String> open, List<String> members) {
    List<String> abandoned =
        open.stream()
            .filter(id -> {
              String mark = mark(prefix, id);
              return mark != null && members.stream().noneMatch(each -> each.contains(mark));
            })
            .toList();
    if (!abandoned.isEmpty()) {
      var _ =
          cluster.answer(
              "ending abandoned transactions", cluster.admin().fenceProducers(abandoned).all());
    }
  }

  /** Of a transactional id of this very group; else null. */
  private static @Nullable String mark(String prefix, String transactionalId) {
    Matcher behind = OF_MEMBER.matcher(transactionalId.substring(prefix.length()));
    return behind.matches() ? behind.group(1) : null;
  }

  private List<String> open(String prefix) {
    return cluster
        .answer(
            "listing transactions",
            cluster
                .admin()
                .listTransactions(
                    new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                .all())
        .stream()
        .map(TransactionListing::transactionalId)
        .filter(id -> id.startsWith(prefix))
        .toList();
  }
}
