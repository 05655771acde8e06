package dev.sluice.checkpoint.kafka;

import dev.sluice.check.Outcome;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Right;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Begins as a transaction of a pipeline does, and writes nothing. */
record TransactionTrial(KafkaCluster cluster, String pipeline) {
  /**
   * Why it may not begin; null where it may.
   *
   * @param exactlyOnce whether under an id of its own; else under that of pins, which a pin that is
   *     just being made survives
   * @param rights that are missing where the coordinator refuses
   */
  @Nullable Outcome refusal(boolean exactlyOnce, List<Right> rights) {
    StoreClients clients = new StoreClients(cluster, pipeline);
    try (Producer<byte[], byte[]> producer =
        exactlyOnce ? clients.tryingProducer() : clients.pinningProducer()) {
      producer.initTransactions();
      return null;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      return null; // a runner pins at this very moment
    } catch (TransactionalIdAuthorizationException e) {
      return new Outcome.Fail(Right.refusal(cluster.connection(), rights), false);
    } catch (KafkaException e) {
      return Outcome.of(cluster.errors().translate("beginning a transaction", e));
    }
  }
}
