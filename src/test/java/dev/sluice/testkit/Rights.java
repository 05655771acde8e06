package dev.sluice.testkit;

import dev.sluice.kafka.Right;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/** Grants rights to one user, and takes them away; each call waits until the broker goes by it. */
public final class Rights {
  private final Admin admin;
  private final String user;

  /** Of a user. */
  public Rights(Admin admin, String user) {
    this.admin = admin;
    this.user = user;
  }

  public void grant(List<Right> rights) {
    List<AclBinding> bindings = rights.stream().map(this::binding).toList();
    await(admin.createAcls(bindings).all());
    for (AclBinding binding : bindings) {
      while (!isThere(binding)) {
        Thread.onSpinWait();
      }
    }
  }

  public void take(Right right) {
    AclBinding binding = binding(right);
    await(admin.deleteAcls(List.of(binding.toFilter())).all());
    while (isThere(binding)) {
      Thread.onSpinWait();
    }
  }

  private AclBinding binding(Right right) {
    return new AclBinding(
        new ResourcePattern(right.resource(), right.name(), right.pattern()),
        new AccessControlEntry("User:" + user, "*", right.operation(), AclPermissionType.ALLOW));
  }

  private boolean isThere(AclBinding binding) {
    return !await(admin.describeAcls(binding.toFilter()).values()).isEmpty();
  }

  private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("changing rights", e);
    }
  }
}
