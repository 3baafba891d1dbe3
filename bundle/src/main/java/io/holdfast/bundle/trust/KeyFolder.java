package io.holdfast.bundle.trust;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.EnumSet;
import java.util.Set;

/// The folder in which a vendor keeps its signing keys: two private keys (PEM, PKCS#8, mode 0600),
/// their public halves (PEM) and the trust file that goes to customers out of band.
public final class KeyFolder {
  public static final String TRUST_FILE = "trust.json";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private KeyFolder() {}

  /// The private key's file in a key folder.
  public static Path privateKey(Path folder, KeyKind kind) {
    return folder.resolve("bundle-" + kind.word() + ".key");
  }

  /// The public key's file in a key folder.
  public static Path publicKey(Path folder, KeyKind kind) {
    return folder.resolve("bundle-" + kind.word() + ".pub");
  }

  /// Makes both key pairs. Existing keys are never written over.
  public static Signer create(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      for (var kind : KeyKind.values()) {
        refuseExisting(privateKey(folder, kind));
        refuseExisting(publicKey(folder, kind));
      }
      refuseExisting(folder.resolve(TRUST_FILE));
      var signer =
          new Signer(name, createPair(folder, KeyKind.ED25519), createPair(folder, KeyKind.ECDSA));
      TrustFile.of(signer).write(folder.resolve(TRUST_FILE));
      return signer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the keys for signing. Files that others may read are refused.
  public static SigningKeys open(Path folder) {
    var ecdsa = read(folder, KeyKind.ECDSA);
    if (!(ecdsa instanceof ECPrivateKey ec)) {
      throw unusable(privateKey(folder, KeyKind.ECDSA), "is no ECDSA key");
    }
    var signer =
        new Signer(
            folderName(folder),
            readPublic(folder, KeyKind.ED25519),
            readPublic(folder, KeyKind.ECDSA));
    return new SigningKeys(read(folder, KeyKind.ED25519), ec, signer);
  }

  private static String folderName(Path folder) {
    var name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "vendor" : name.toString();
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw unusable(file, "exists already and is not written over");
    }
  }

  private static PublicSigningKey createPair(Path folder, KeyKind kind) throws IOException {
    var pair = generate(kind);
    var file = privateKey(folder, kind);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(
        file, Pem.encode(Pem.PRIVATE, pair.getPrivate().getEncoded()), StandardOpenOption.WRITE);
    Files.writeString(
        publicKey(folder, kind), Pem.encode(Pem.PUBLIC, pair.getPublic().getEncoded()));
    return PublicSigningKey.of(kind, pair.getPublic().getEncoded());
  }

  private static KeyPair generate(KeyKind kind) {
    try {
      var generator = KeyPairGenerator.getInstance(kind.keyAlgorithm());
      if (kind == KeyKind.ECDSA) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no keys of kind " + kind.word(), e);
    }
  }

  private static PrivateKey read(Path folder, KeyKind kind) {
    var file = privateKey(folder, kind);
    try {
      refuseReadableByOthers(file);
      var der = Pem.decode(Pem.PRIVATE, Files.readString(file));
      return KeyFactory.getInstance(kind.keyAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e.getClass().getSimpleName());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, "is no private key of kind " + kind.word() + " in PEM (PKCS#8)");
    }
  }

  private static void refuseReadableByOthers(Path file) throws IOException {
    var extra = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    extra.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!extra.isEmpty()) {
      throw Problem.of(ProblemId.SIGNING_KEYS, "Others may read the private key " + file)
          .withFix("chmod 600 " + file)
          .asException();
    }
  }

  private static PublicSigningKey readPublic(Path folder, KeyKind kind) {
    var file = publicKey(folder, kind);
    try {
      return PublicSigningKey.of(kind, Pem.decode(Pem.PUBLIC, Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(file, "is no public key of kind " + kind.word() + " in PEM");
    }
  }

  private static HoldfastException unusable(Path file, String why) {
    return Problem.of(ProblemId.SIGNING_KEYS, "The key file " + file + " " + why)
        .withFix("holdfast bundle keygen --out DIR")
        .asException();
  }
}
