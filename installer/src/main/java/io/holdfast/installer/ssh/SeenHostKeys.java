package io.holdfast.installer.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The site's pinned host keys, read only, which remembers the key a host showed last, so that a
/// refusal can name its fingerprint and the line to add. For a mere look every key is refused, so
/// that nobody logs in.
final class SeenHostKeys implements HostKeyRepository {
  private final HostKeyRepository pins;
  private final boolean isLook;
  private @Nullable Seen last;

  SeenHostKeys(HostKeyRepository pins, boolean isLook) {
    this.pins = pins;
    this.isLook = isLook;
  }

  /// A key as a host showed it; `host` in the form of `known_hosts` (`[10.0.0.1]:2222`); `verdict`
  /// is what the pins say of it.
  record Seen(String host, String type, String base64Key, int verdict) {
    String fingerprint() {
      try {
        var key = Base64.getDecoder().decode(base64Key);
        var hash = MessageDigest.getInstance("SHA-256").digest(key);
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    String line() {
      return host + " " + type + " " + base64Key;
    }
  }

  Optional<Seen> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public int check(String host, byte[] key) {
    var verdict = pins.check(host, key);
    last = new Seen(host, type(host, key), Base64.getEncoder().encodeToString(key), verdict);
    return isLook ? NOT_INCLUDED : verdict;
  }

  private static String type(String host, byte[] key) {
    try {
      return new HostKey(host, key).getType();
    } catch (JSchException unknown) {
      return new String(
          key, 4, Math.max(0, Math.min(key.length - 4, key[3])), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public void add(HostKey key, UserInfo info) {
    throw new IllegalStateException("pins are never added by a connection");
  }

  @Override
  public void remove(String host, String type) {
    throw new IllegalStateException("pins are never removed by a connection");
  }

  @Override
  public void remove(String host, String type, byte[] key) {
    throw new IllegalStateException("pins are never removed by a connection");
  }

  @Override
  public String getKnownHostsRepositoryID() {
    return pins.getKnownHostsRepositoryID();
  }

  @Override
  public HostKey[] getHostKey() {
    return pins.getHostKey();
  }

  @Override
  public HostKey[] getHostKey(String host, String type) {
    return pins.getHostKey(host, type);
  }
}
