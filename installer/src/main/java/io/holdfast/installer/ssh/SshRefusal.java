package io.holdfast.installer.ssh;

import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns the SSH library's failures into problems that say what to do.
final class SshRefusal {
  private SshRefusal() {}

  static HoldfastException of(
      String name,
      String address,
      int port,
      SshAccess access,
      Exception failed,
      @Nullable SeenHostKeys keys) {
    if (failed instanceof JSchHostKeyException && keys != null && keys.last().isPresent()) {
      return hostKey(name, access, failed, keys.last().get());
    }
    var message =
        Objects.requireNonNullElse(failed.getMessage(), failed.getClass().getSimpleName());
    if (isAuthentication(message)) {
      return HoldfastException.of(loginRefused(name, address, port, access, message), failed);
    }
    return HoldfastException.of(
        Problem.of(ProblemId.HOST_UNREACHABLE, "No SSH connection to " + address + ":" + port)
            .withHost(name)
            .withEvidence(message)
            .withFix(byHand(address, port, access)),
        failed);
  }

  /// The same connection as somebody would try it at a prompt.
  private static String byHand(String address, int port, SshAccess access) {
    var jump = access.jump().filter(it -> !it.address().equals(address));
    var user =
        access.jump().filter(_ -> jump.isEmpty()).map(SshAccess.Jump::user).orElse(access.user());
    var words = new ArrayList<>(List.of("ssh", "-p", Integer.toString(port)));
    words.add("-oUserKnownHostsFile=" + access.knownHosts());
    access.keyFile().ifPresent(key -> words.addAll(List.of("-i", key.toString())));
    jump.ifPresent(
        it -> words.addAll(List.of("-J", it.user() + "@" + it.address() + ":" + it.port())));
    words.addAll(List.of(user + "@" + address, "true"));
    return ShellWords.join(words);
  }

  private static boolean isAuthentication(String message) {
    return message.contains("Auth cancel")
        || message.startsWith("Auth fail")
        || message.startsWith("USERAUTH fail")
        || message.contains("Too many authentication failures");
  }

  private static Problem loginRefused(
      String name, String address, int port, SshAccess access, String message) {
    return Problem.of(ProblemId.LOGIN_REFUSED, address + " refuses the login " + access.user())
        .withHost(name)
        .withEvidence(message)
        .withFix(byHand(address, port, access));
  }

  private static HoldfastException hostKey(
      String name, SshAccess access, Exception failed, SeenHostKeys.Seen seen) {
    var isChanged =
        failed instanceof JSchChangedHostKeyException
            || failed instanceof JSchRevokedHostKeyException;
    var id = isChanged ? ProblemId.HOST_KEY_CHANGED : ProblemId.HOST_KEY_UNKNOWN;
    var what =
        isChanged
            ? "The host shows another key than the one pinned in " + access.knownHosts()
            : "The key of the host is not in " + access.knownHosts();
    return HoldfastException.of(
        Problem.of(id, what)
            .withHost(name)
            .withEvidence(seen.host() + " " + seen.type() + " " + seen.fingerprint())
            .withFix(
                "on the host's own console: ssh-keygen -lf "
                    + publicKeyFile(seen.type())
                    + "  (must show "
                    + seen.fingerprint()
                    + ")",
                (isChanged
                        ? "only if it does, replace the host's line in "
                        : "if it does, add this line to ")
                    + access.knownHosts()
                    + ": "
                    + seen.line()),
        failed);
  }

  private static String publicKeyFile(String type) {
    var kind = type.contains("ed25519") ? "ed25519" : type.contains("ecdsa") ? "ecdsa" : "rsa";
    return "/etc/ssh/ssh_host_" + kind + "_key.pub";
  }
}
