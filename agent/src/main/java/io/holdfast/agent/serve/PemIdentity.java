package io.holdfast.agent.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS with this host's certificate, trusting the site's own authority and nobody else.
final class PemIdentity {
  private static final List<String> ALGORITHMS = List.of("EC", "Ed25519", "RSA");

  private PemIdentity() {}

  /// From PEM files: the authority, our chain, our PKCS #8 key.
  static SSLContext context(Path authority, Path chain, Path key)
      throws IOException, GeneralSecurityException {
    var trusted = emptyStore();
    int number = 0;
    for (var certificate : certificates(authority)) {
      trusted.setCertificateEntry("ca" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var ours = emptyStore();
    var certificates = certificates(chain).toArray(Certificate[]::new);
    ours.setKeyEntry("host", privateKey(key), new char[0], certificates);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(ours, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    var bytes = new ByteArrayInputStream(Files.readAllBytes(file));
    return CertificateFactory.getInstance("X.509").generateCertificates(bytes);
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    var pem = Files.readString(file, StandardCharsets.US_ASCII);
    var base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    var encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        // The next one may know it.
      }
    }
    throw new InvalidKeySpecException("a key that is neither of " + ALGORITHMS);
  }
}
