package io.holdfast.bundle.release;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The authorities of a PEM file as the only ones that are trusted: a company whose proxy opens TLS
/// has its own, and then nobody else's is wanted.
final class Authorities {
  private Authorities() {}

  static SSLContext only(Path file) {
    try (var stream = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(stream);
      int number = 0;
      for (var certificate : certificates) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      if (number == 0) {
        throw unusable(file, "holds no certificate", null);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException unreadable) {
      throw unusable(file, "cannot be read", unreadable);
    } catch (GeneralSecurityException wrong) {
      throw unusable(file, "is not a PEM file of certificates", wrong);
    }
  }

  private static HoldfastException unusable(
      Path file, String why, @org.jspecify.annotations.Nullable Exception cause) {
    var problem =
        Problem.of(ProblemId.FILE_NOT_READABLE, "The file of authorities " + file + " " + why)
            .withFix("correct \"download.authorities\" in the appliance file");
    return cause == null ? problem.asException() : HoldfastException.of(problem, cause);
  }
}
