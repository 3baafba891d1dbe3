package io.holdfast.installer.vault;

import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// An open vault: the identity of the site and its secrets by name. `version` grows by one with
/// each change, so that the newest of several copies can be told. Immutable; prints no secret.
public final class Vault implements SecretSource {
  private final String siteId;
  private final long version;
  private final SortedMap<String, Secret> secrets;

  Vault(String siteId, long version, SortedMap<String, Secret> secrets) {
    this.siteId = siteId;
    this.version = version;
    this.secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
  }

  public static Vault empty(String siteId) {
    return new Vault(siteId, 0, new TreeMap<>());
  }

  public String siteId() {
    return siteId;
  }

  public long version() {
    return version;
  }

  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(secrets.keySet()));
  }

  public boolean holds(String name) {
    return secrets.containsKey(name);
  }

  @Override
  public Secret secret(String name) {
    var secret = secrets.get(name);
    if (secret == null) {
      throw Problem.of(ProblemId.SECRET_MISSING, "The vault has no secret named " + name)
          .asException();
    }
    return secret;
  }

  /// A vault with these secrets besides its own, one version on; the same vault when there are
  /// none.
  Vault with(SortedMap<String, Secret> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new TreeMap<>(secrets);
    all.putAll(more);
    return new Vault(siteId, version + 1, all);
  }

  /// A vault without these secrets, one version on; the same vault when it has none of them.
  Vault without(Set<String> names) {
    var rest = new TreeMap<>(secrets);
    return rest.keySet().removeAll(names) ? new Vault(siteId, version + 1, rest) : this;
  }

  @Override
  public String toString() {
    return "vault of " + siteId + ", version " + version + ", " + secrets.size() + " secrets";
  }
}
