package io.holdfast.bundle.trust;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.format.Bytes;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/// The vendor's pair of private keys, and the only place that signs. Both signatures are
/// deterministic (ECDSA after RFC 6979), so that the same bundle signed twice is byte-equal.
public final class SigningKeys {
  private final PrivateKey ed25519;
  private final ECPrivateKey ecdsa;
  private final Signer signer;

  SigningKeys(PrivateKey ed25519, ECPrivateKey ecdsa, Signer signer) {
    this.ed25519 = ed25519;
    this.ecdsa = ecdsa;
    this.signer = signer;
  }

  /// The public halves.
  public Signer signer() {
    return signer;
  }

  /// Both signatures over the message of the index with this digest, sorted by path.
  public List<BundleSignature> sign(String indexSha256) {
    var message = BundleLayout.signedMessage(indexSha256).getBytes(StandardCharsets.US_ASCII);
    return List.of(
            new BundleSignature(
                signer.ed25519().id(), KeyKind.ED25519, Bytes.of(signEd25519(message))),
            new BundleSignature(signer.ecdsa().id(), KeyKind.ECDSA, Bytes.of(signEcdsa(message))))
        .stream()
        .sorted(java.util.Comparator.comparing(BundleSignature::path))
        .toList();
  }

  private byte[] signEd25519(byte[] message) {
    try {
      var signature = Signature.getInstance(KeyKind.ED25519.signatureAlgorithm());
      signature.initSign(ed25519);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 cannot sign", e);
    }
  }

  private byte[] signEcdsa(byte[] message) {
    var curve = SECNamedCurves.getByName("secp256r1");
    var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    var ecdsaSigner = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    ecdsaSigner.init(true, new ECPrivateKeyParameters(ecdsa.getS(), domain));
    BigInteger[] pair = ecdsaSigner.generateSignature(Sha256.digest().digest(message));
    try {
      return StandardDSAEncoding.INSTANCE.encode(curve.getN(), pair[0], pair[1]);
    } catch (IOException e) {
      throw new IllegalStateException("ECDSA signature cannot be encoded", e);
    }
  }
}
